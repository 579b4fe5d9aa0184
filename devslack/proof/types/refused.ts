// The judge must be able to refuse: each of these is wrong in one place, and tsc fails where one of them passes.
import type * as Slack from '@slack/types';
import type * as Api from '@slack/web-api';
import type * as Shapes from './shapes';

const user = { id: 'U1', username: 'a', name: 'a', team_id: 'T1' };
const team = { id: 'T1', domain: 'd' };
const frame = { envelope_id: 'e', accepts_response_payload: false as const };

// @ts-expect-error hello counts connections with a number
export const hello = { type: 'hello', num_connections: '1', connection_info: { app_id: 'A1' }, debug_info: { host: 'h', build_number: 1, approximate_connection_time: 1 } } satisfies Shapes.Hello;

export const closed = {
  ...frame,
  type: 'interactive',
  // @ts-expect-error view_closed has a view
  payload: { type: 'view_closed', team, user, api_app_id: 'A1', token: 't', is_cleared: false, enterprise: null },
} satisfies Shapes.Closed;

export const shortcut = {
  ...frame,
  type: 'interactive',
  // @ts-expect-error a global shortcut knows no channel
  payload: { type: 'shortcut', callback_id: 'c', trigger_id: '1', team, user: { id: 'U1', username: 'a', team_id: 'T1' }, token: 't', action_ts: '1', enterprise: null, api_app_id: 'A1', channel: {} },
} satisfies Shapes.Global;

// @ts-expect-error num_members is a number
export const channel = { ok: true, channel: { id: 'C1', num_members: 'six' } } satisfies Shapes.Answer<Api.ConversationsInfoResponse>;

// @ts-expect-error a message has no colour
export const posted = { ok: true, message: { text: 'x', colour: 'red' } } satisfies Shapes.Answer<Api.ChatPostMessageResponse>;

// @ts-expect-error an event of a reaction names the reaction
export const reacted = { type: 'reaction_added', user: 'U1', item_user: 'U2', item: { type: 'message', channel: 'C1', ts: '1' }, event_ts: '1' } satisfies Slack.ReactionAddedEvent;

// @ts-expect-error errors are texts by block_id
export const answered = { envelope_id: 'e', payload: { response_action: 'errors', errors: ['x'] } } satisfies Shapes.SubmissionAck;
