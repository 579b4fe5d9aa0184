// Slack's own types, put together as they go over the wire. Where the types and the platform are known to differ, the
// difference is written down here, one by one, with its reason; everything else must fit to the letter, and a field that
// Slack's types do not know is an error.
import type { BasicElementAction, BlockAction, BlockElementAction, BlockOptions, BlockSuggestion, ButtonAction, EnvelopedEvent, GlobalShortcut, MessageShortcut, OptionGroups, RespondArguments, SlashCommand, ViewClosedAction, ViewOutput, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import type * as Slack from '@slack/types';
import type { WebAPICallResult } from '@slack/web-api';
import type { Block, ContextBlock, ImageBlock, ImageElement, KnownBlock, MessageAttachment } from '@slack/types';

// What Slack adds to what an app has sent, when it gives it back; the types know only what apps send.
type ImageSize = { image_width?: number; image_height?: number; image_bytes?: number; is_animated?: boolean; fallback?: string };
type Context = Omit<ContextBlock, 'elements'> & { elements: (Exclude<ContextBlock['elements'][number], ImageElement> | (ImageElement & ImageSize))[] };
type ReturnedBlock = Exclude<KnownBlock, ImageBlock | ContextBlock> | (ImageBlock & ImageSize) | Context | Block;
type ReturnedAttachment = Omit<MessageAttachment, 'blocks'> & { id?: number; blocks?: ReturnedBlock[] };

// Fields that live payloads carry and the types leave out, by the name under which they stand.
type Metadata = { event_type: string; event_payload: Record<string, unknown> };
type Unlisted = {
  message: { team?: string; app_id?: string; bot_id?: string; bot_profile?: Slack.GenericMessageEvent['bot_profile']; metadata?: Metadata; upload?: boolean; edited?: { user: string; ts: string }; username?: string; ts?: string; thread_ts?: string };
  files: { timestamp?: number; channels?: string[]; user_team?: string; ims?: string[] };
  channel: { user?: string; priority?: number; is_open?: boolean };
  usergroups: { auto_type?: null };
};
type Added<K> = K extends 'message' | 'previous_message' | 'messages' ? Unlisted['message'] : K extends 'file' | 'files' ? Unlisted['files'] : K extends 'usergroups' ? Unlisted['usergroups'] : K extends 'channel' ? Unlisted['channel'] : K extends 'args' ? Record<string, string> : unknown;
type With<T, More> = T extends readonly (infer U)[] ? (U & More)[] : T extends object ? T & More : T;

// What blocks.validate expected is a list of words or a number; the generated type saw lists only.
type Constraint = { type?: string; expected?: string[] | number; got?: string };

// Returned is a type as it comes over the wire: blocks are known exactly, the generated enums are plain words, and what
// may be left out may be null (the generated types were made of samples from which nulls had been dropped).
export type Returned<T> = T extends string ? (string extends T ? string : `${T}`)
  : T extends readonly (infer U)[] ? Returned<U>[]
  : T extends object ? { [K in keyof T]: K extends 'blocks' ? ReturnedBlock[] : K extends 'attachments' ? ReturnedAttachment[] : K extends 'view' ? View : K extends 'constraint' ? Constraint : undefined extends T[K] ? With<Returned<T[K]>, Added<K>> | null : With<Returned<T[K]>, Added<K>> }
  : T;

// A view comes back as in a payload, also where the types say that it looks as it was sent; its empty fields may be null.
export type View = Omit<ViewOutput, 'blocks' | 'state'> & { blocks: ReturnedBlock[]; state: { values: Record<string, Record<string, Returned<ViewOutput['state']['values'][string][string]>>> } };

// Everybody's payload: enterprise is null outside Enterprise Grid, and people carry both names.
type Common<T> = Omit<T, 'enterprise' | 'user' | 'view'> & { enterprise: null; user: { id: string; username: string; name: string; team_id: string } } & ('view' extends keyof T ? (undefined extends T['view'] ? { view?: View } : { view: View }) : unknown);

type Frame<Type extends string, Payload, Accepts extends boolean> = {
  envelope_id: string;
  type: Type;
  accepts_response_payload: Accepts;
  payload: Payload;
};

export type Hello = {
  type: 'hello';
  num_connections: number;
  connection_info: { app_id: string };
  debug_info: { host: string; build_number: number; approximate_connection_time: number };
};

export type Disconnect = { type: 'disconnect'; reason: 'warning' | 'refresh_requested' | 'too_many_websockets' | 'link_disabled'; debug_info: { host: string } };

export type Command = Frame<'slash_commands', SlashCommand, true>;
// A message event without a subtype has none, rather than one that is undefined; messages within an event lack the channel.
type Heard<E> = E extends { type: 'message'; subtype: undefined } ? Omit<Returned<E>, 'subtype'> & Unlisted['message']
  : E extends { message: unknown } ? Omit<Returned<E>, 'message' | 'previous_message'> & { message: Message; previous_message: Message }
  : E extends { previous_message: unknown } ? Omit<Returned<E>, 'previous_message'> & { previous_message: Message }
  : E extends { type: 'message' } ? Returned<E> & Unlisted['message']
  : Returned<E>;
export type Event<E> = Frame<'events_api', EnvelopedEvent<Heard<E>>, false> & { retry_attempt: number; retry_reason: string };
// A press in a view has no response_url; api_app_id and the rest are always there. Buttons carry their style,
// and their dialog as it was sent; the union of actions does not know the datetimepicker yet.
type Action = Exclude<BlockElementAction, ButtonAction> | (Omit<ButtonAction, 'confirm'> & { style?: 'primary' | 'danger'; confirm?: Slack.ConfirmationDialog }) | (BasicElementAction<'datetimepicker'> & { selected_date_time: number | null });
type Pressed = Omit<Common<BlockAction>, 'response_url' | 'message' | 'actions'> & { response_url?: string; message?: Message; actions: Action[] };
type Message = Omit<Returned<Slack.GenericMessageEvent>, 'channel' | 'channel_type' | 'event_ts' | 'subtype'> & Unlisted['message'];
export type BlockActions = Frame<'interactive', Pressed, false>;
export type Suggestion = Frame<'interactive', Common<BlockSuggestion>, true>;
export type Submission = Frame<'interactive', Common<ViewSubmitAction>, true>;
export type Closed = Frame<'interactive', Common<ViewClosedAction>, false>;
export type Global = Frame<'interactive', Omit<GlobalShortcut, 'enterprise'> & { enterprise: null; api_app_id: string }, false>;
export type OnMessage = Frame<'interactive', Omit<Common<MessageShortcut>, 'message'> & { message: Message; api_app_id: string }, false>;

// Only chat.postMessage's type knows that a refusal lists its errors; the other chat methods list them as well.
export type Answer<Response> = Returned<Response> & ('errors' extends keyof Response ? unknown : { errors?: string[] });

// A method that does not exist has no type of its own: what every answer has, and the name that was asked for.
export type UnknownMethod = Pick<WebAPICallResult, 'ok' | 'response_metadata'> & { error: 'unknown_method'; req_method: string };

type Ack<Payload> = { envelope_id: string; payload: Payload };
export type EmptyAck = Ack<Record<string, never>>;
export type CommandAck = Ack<RespondArguments>;
export type SubmissionAck = Ack<ViewResponseAction>;
export type SuggestionAck = Ack<BlockOptions | OptionGroups<BlockOptions>>;
