// What people do, step by step, and what they must see.
import assert from 'node:assert/strict';
import { until } from './slack.mjs';

const has = (text, words) => assert.ok(text.includes(words), `expected ${JSON.stringify(words)} in ${JSON.stringify(text)}`);
const submit = (s, values) => s.does('submit', { user: 'alice', values });

// board lets somebody order, and gives the message with the buttons.
async function board(s, user, channel) {
  await s.type(user, channel, '/kettle board');
  return s.sees(user, channel, 'An order');
}

export const steps = [
  ['a command answered in its acknowledgement is seen by one person', async (s) => {
    const o = await s.type('alice', 'general', '/kettle menu');
    assert.ok(o.acked_ms > 0 && o.acked_ms < 3000);
    const m = await s.sees('alice', 'general', 'Darjeeling');
    assert.equal(m.ephemeral, true);
    assert.equal((await s.messages('bob', 'general')).some((x) => x.plain.includes('Darjeeling')), false);
  }],
  ['a cut connection comes back', async (s) => {
    await s.does('fault', { kind: 'drop' });
    await s.type('dan', '@kettle', 'kettle, boil'); // nobody hears it now; the last step asks for it, a minute later
    await until('the app connects anew', async () => (await s.gets('connections')).connections === 1, 20);
    await s.type('dan', 'general', '/kettle menu');
    assert.equal((await s.messages('dan', 'general')).at(-1).ephemeral, true);
  }],
  ['a command escapes people, channels and addresses', async (s) => {
    await s.type('alice', 'general', '/kettle nothing @bob #general https://example.com');
    has((await s.sees('alice', 'general', 'I read: nothing')).text, '<@U0BOB00001|bob> <#C0GENERAL1|general> <https://example.com>');
  }],
  ['an answer in_channel is seen by all, under the typed command', async (s) => {
    await s.type('alice', 'general', '/kettle shout');
    assert.equal((await s.sees('bob', 'general', 'Tea is served')).command, '/kettle shout');
  }],
  ['an empty acknowledgement shows nothing', async (s) => {
    const before = (await s.messages('alice', 'general')).length;
    await s.type('alice', 'general', '/kettle silent');
    assert.equal((await s.messages('alice', 'general')).length, before);
  }],
  ['response_url answers, replaces and speaks to all', async (s) => {
    await s.type('alice', 'general', '/kettle later');
    await s.sees('bob', 'general', 'Poured');
    await s.sees('alice', 'general', 'Boiled');
    assert.equal((await s.messages('alice', 'general')).some((m) => m.text === 'Boiling'), false);
  }],
  ['a command works where the bot is not, by its answer alone', async (s) => {
    await s.type('bob', 'lobby', '/kettle menu');
    await s.sees('bob', 'lobby', 'Darjeeling');
  }],
  ['a button changes its message, answers one person and speaks in the thread', async (s) => {
    const m = await board(s, 'alice', 'payables');
    assert.equal(m.metadata.event_type, 'tea_order');
    await s.press('bob', 'payables', 'Recipe', { ts: m.ts });
    await s.sees('bob', 'payables', 'Pressed recipe');
    await s.press('bob', 'payables', 'Approve', { ts: m.ts });
    await s.sees('alice', 'payables', 'Approved by');
    assert.equal((await s.sees('bob', 'payables', 'You approved it')).ephemeral, true);
    assert.equal((await s.sees('alice', 'payables', 'Boiling now')).thread_ts, m.ts);
    await s.press('bob', 'payables', 'Undo', { ts: m.ts });
    await until('the order is back', async () => (await s.messages('alice', 'payables')).some((x) => x.ts === m.ts && x.plain.includes('An order')));
    await s.press('bob', 'payables', 'Decline', { ts: m.ts });
    await until('the order is gone', async () => !(await s.messages('alice', 'payables')).some((x) => x.ts === m.ts));
  }],
  ['every select and picker of a message reports what was picked', async (s) => {
    await s.type('alice', 'general', '/kettle pickers');
    const { ts } = await s.sees('alice', 'general', 'Pick a tea');
    const offered = await s.does('suggest', { user: 'alice', channel: 'general', label: 'Find a tea', typed: 'oo', ts });
    assert.deepEqual(offered.options.map((o) => o.text), ['Oolong']);
    const picks = [['pick_tea', 'Assam'], ['find_tea', 'Oolong'], ['pick_user', 'bob'], ['pick_channel', 'general'], ['pick_conversation', 'payables'], ['more', 'Archive'],
      ['pick_date', '2023-03-31'], ['pick_time', '14:05'], ['pick_moment', '1677844800'], ['pick_size', 'Pot'], ['pick_extras', ['Milk', 'Sugar']],
      ['pick_teas', ['Assam', 'Sencha']], ['find_teas', ['Oolong']], ['pick_users', ['bob', 'carol']], ['pick_channels', ['general']], ['pick_conversations', ['general']]];
    for (const [action_id, value] of picks) {
      await s.does('press', { user: 'alice', channel: 'general', ts, action_id, value });
      await s.hears(`PICKED ${action_id}`);
    }
  }],
  ['rich text, a table, an image and an old attachment are shown and pressed', async (s) => {
    await s.type('bob', '@kettle', '/kettle brews');
    const m = await s.sees('bob', '@kettle', 'How to brew');
    has(m.plain, 'Assam');
    await s.press('bob', '@kettle', 'Old button', { ts: m.ts });
    await s.sees('bob', '@kettle', 'Pressed old_button');
  }],
  ['a form: errors under the field, then each answer to a submission', async (s) => {
    await s.does('shortcut', { user: 'alice', name: 'Brew now' });
    const v = await s.view('alice', 'Order tea');
    has(v.plain, 'On the cup');
    assert.deepEqual((await s.tries('submit', { user: 'alice', values: {} })).errors, { Name: 'Please complete this required field.' });
    assert.deepEqual((await s.tries('submit', { user: 'alice', values: { Name: 'Al' } })).errors, { Name: 'At least 3 letters' });
    await submit(s, { Name: 'Alice', Then: 'update' });
    await s.view('alice', 'Thank you, Alice');
    await s.does('close', { user: 'alice' });
    await s.noForm('alice');
  }],
  ['a form pushes a view, and clears all', async (s) => {
    await s.does('shortcut', { user: 'alice', name: 'Brew now' });
    await s.view('alice', 'Order tea');
    await submit(s, { Name: 'Alice', Then: 'push' });
    await s.view('alice', 'One more, Alice?');
    await submit(s, {});
    await s.view('alice', 'Order tea');
    await submit(s, { Name: 'Alice', Then: 'clear' });
    await s.noForm('alice');
  }],
  ['a button in a form pushes and changes a view; an input reports at once; closing is told', async (s) => {
    await s.does('shortcut', { user: 'alice', name: 'Brew now' });
    await s.view('alice', 'Order tea');
    await s.press('alice', '', 'Live', { value: 'typing' });
    await s.hears('LIVE typing');
    await s.press('alice', '', 'More about tea');
    await s.view('alice', 'Tea is a drink');
    await s.does('close', { user: 'alice' });
    await s.view('alice', 'Order tea');
    await s.does('close', { user: 'alice', all: true });
    await s.hears('CLOSED order-2 true');
  }],
  ['every input of a form comes back with what was filled in', async (s) => {
    await s.does('shortcut', { user: 'alice', name: 'Brew now' });
    await s.view('alice', 'Order tea');
    s.said.length = 0;
    await submit(s, { Name: 'Alice', Tea: 'Sencha', Cups: '3', Mail: 'a@example.com', Link: 'https://example.com', Wish: 'hot', Day: '2023-03-31', Time: '14:05', Moment: '1677844800', Size: 'Pot',
      Extras: ['Milk'], Mix: ['Assam', 'Keemun'], Who: 'bob', Guests: ['bob', 'carol'], Place: '#general', Places: ['#general'], Receipt: { name: 'r.csv', content: 'a,b' }, Live: 'yes' });
    const values = JSON.parse((await s.hears('ORDER')).slice(6));
    assert.equal(values.tea.find_tea.selected_option.value, 'sencha');
    assert.equal(values.cups.value.value, '3');
    assert.equal(values.moment.value.selected_date_time, 1677844800);
    assert.equal(values.receipt.value.files[0].name, 'r.csv');
    await s.sees('bob', 'general', 'Tea for Alice');
  }],
  ['a message shortcut answers and opens a form', async (s) => {
    const { ts } = await s.type('bob', 'general', 'Tea at five');
    await s.does('shortcut', { user: 'bob', name: 'Note this', channel: 'general', ts });
    await s.sees('bob', 'general', 'Noted: Tea at five');
    await s.view('bob', 'kept');
    await s.does('close', { user: 'bob' });
  }],
  ['Home is published, pressed and published anew', async (s) => {
    await s.does('home', { user: 'carol' });
    await s.home('carol', 'Cups today: 0');
    await s.press('carol', '', 'One more cup');
    await s.home('carol', 'Cups today: 1');
    await s.does('home', { user: 'carol' });
    await s.does('press', { user: 'carol', action_id: 'home_tea', value: 'Sencha' });
    await s.hears('HOME home_tea sencha');
    await s.does('press', { user: 'carol', action_id: 'wished', value: 'cake' });
    await s.hears('HOME wished cake');
    await s.does('home', { user: 'carol', tab: 'messages' });
  }],
  ['threads, edits, reactions, pins, bookmarks, permalinks and scheduled messages', async (s) => {
    await s.type('dan', 'general', '/kettle thread');
    const head = await s.sees('dan', 'general', 'A thread about tea');
    await s.hears('EVENT message.message_deleted');
    const edited = await s.sees('dan', 'general', 'First reply, edited');
    assert.equal(edited.edited, true);
    assert.equal(edited.thread_ts, head.ts);
    assert.equal((await s.sees('dan', 'general', 'Only you see this')).ephemeral, true);
    await until('nothing is scheduled any more', async () => (await s.gets('stats')).stats.counts['api chat.deleteScheduledMessage'] === 1);
  }],
  ['files go up in two steps and are shared with their words', async (s) => {
    await s.type('erin', 'payables', '/kettle file');
    const m = await s.sees('erin', 'payables', 'The list of teas');
    assert.equal(m.files[0].name, 'teas.csv');
    await until('two more files', async () => (await s.messages('erin', 'payables')).some((x) => x.files?.length === 2));
  }],
  ['lists come in pages, and people, groups and channels can be read', async (s) => {
    await s.type('carol', 'payables', '/kettle lists');
    const m = await s.sees('carol', 'payables', 'users=');
    const [, users, pages] = m.plain.match(/users=(\d+) pages=(\d+)/);
    assert.ok(users > 10 && Number(pages) === Math.ceil(users / 4), m.plain);
  }],
  ['mentions and messages are heard, and answered in their place', async (s) => {
    const { ts } = await s.type('gus', 'general', '@kettle hello');
    assert.equal((await s.sees('gus', 'general', 'Hello @gus')).thread_ts, ts);
    await s.type('erin', '@kettle', 'kettle, boil');
    await s.sees('erin', '@kettle', 'Boiling for');
    await s.does('react', { user: 'gus', channel: 'general', ts, name: 'tea' });
    await s.does('react', { user: 'gus', channel: 'general', ts, name: 'tea', remove: true });
    await s.does('upload', { user: 'bob', channel: 'general', name: 'list.csv', content: 'a,b', text: 'see here' });
    await s.does('person', { user: 'gus', tz: 'Europe/Rome' });
    await s.does('channel', { channel: 'general', add: ['ivan'] });
    await s.does('channel', { channel: 'general', remove: ['ivan'] });
    await s.does('channel', { channel: 'general', shared: true });
    await s.does('channel', { channel: 'general', shared: false });
    await s.does('channel', { channel: 'general', archived: true });
    await s.does('channel', { channel: 'general', archived: false });
    for (const e of ['reaction_added', 'reaction_removed', 'file_shared', 'user_change', 'member_joined_channel', 'member_left_channel', 'channel_shared', 'channel_archive', 'channel_unarchive']) await s.hears(`EVENT ${e}`);
  }],
  ['what Slack refuses is refused, in words that the SDK understands', async (s) => {
    await s.does('expect', { finding: 'invalid_blocks' });
    await s.type('bob', '@kettle', '/kettle wrong');
    has(await s.hears('PROOF_ERROR'), 'must be less than 151 characters [json-pointer:/blocks/0/text/text]');
    s.wrong = 1;
  }],
  ['each mistake has the name that Slack gives it', async (s) => {
    const names = ['channel_not_found', 'no_text', 'is_archived', 'not_in_channel', 'invalid_blocks', 'message_not_found', 'message_not_found', 'invalid_arguments', 'invalid_trigger_id',
      'user_not_found', 'invalid_cursor', 'message_not_found', 'missing_scope', 'unknown_method'];
    for (const finding of names) await s.does('expect', { finding });
    await s.type('erin', 'general', '/kettle errors');
    assert.deepEqual((await s.sees('erin', 'general', 'channel_not_found')).text.split(' '), names);
  }],
  ['an acknowledgement after 3 seconds fails, and is found', async (s) => {
    for (const finding of ['ack_missing', 'ack_late']) await s.does('expect', { finding });
    const o = await s.tries('type', { user: 'gus', channel: 'general', text: '/kettle sleepy' });
    assert.equal(o.error, '/kettle failed with the error "operation_timeout"');
    await until('the late acknowledgement is found', async () => (await s.gets('findings')).findings.some((f) => f.kind === 'ack_late'));
    assert.equal((await s.messages('gus', 'general')).some((m) => m.plain.includes('too late')), false);
  }],
  ['bare socket-mode clients share the envelopes with the app, one answer to each', async (s) => {
    await s.startBare();
    assert.equal((await s.gets('connections')).connections, 3);
    for (let i = 0; i < 6; i++) await s.type('carol', '@kettle', '/kettle who');
    await s.stopBare();
    const said = (await s.messages('carol', '@kettle')).map((m) => m.plain).filter((t) => t.startsWith('I am'));
    assert.equal(said.length, 6);
    assert.deepEqual([...new Set(said)].sort(), ['I am bare 1', 'I am bare 2', 'I am bolt']);
  }],
  ['an answer that is lost is asked for again', async (s) => {
    const m = await board(s, 'dan', '@kettle');
    await s.does('fault', { kind: 'lose_response', method: 'chat.update' });
    await s.press('dan', '@kettle', 'Approve', { ts: m.ts });
    await s.sees('dan', '@kettle', 'Boiling now');
    assert.equal((await s.messages('dan', '@kettle')).filter((x) => x.plain.includes('Approved by')).length, 1);
  }],
  ['a rate limit with Retry-After is waited out', async (s) => {
    await s.does('fault', { kind: 'fail', method: 'chat.postMessage', retry_after: 1 });
    const began = Date.now();
    await s.type('carol', '@kettle', 'kettle, boil');
    await s.sees('carol', '@kettle', 'Boiling for');
    assert.ok(Date.now() - began >= 900, 'the app did not wait');
    assert.equal((await s.messages('carol', '@kettle')).filter((m) => m.plain.includes('Boiling for')).length, 1);
  }],
  ['a refreshed connection comes back', async (s) => {
    const before = (await s.gets('stats')).stats.counts['api apps.connections.open'];
    await s.does('fault', { kind: 'refresh', seconds: 1 });
    await until('the app connects anew', async () => (await s.gets('stats')).stats.counts['api apps.connections.open'] > before && (await s.gets('connections')).connections === 1, 20);
    await s.type('dan', 'general', '/kettle shout');
    await s.sees('dan', 'general', 'Tea is served');
  }],
  ['an envelope sent again is acknowledged again', async (s) => {
    await s.type('uma', '@kettle', 'kettle, boil');
    await s.sees('uma', '@kettle', 'Boiling for');
    await s.does('fault', { kind: 'redeliver' });
  }],
  ['an event that fell into the gap is delivered again, a minute later', async (s) => {
    await until('dan is answered', async () => (await s.messages('dan', '@kettle')).some((m) => m.plain.includes('Boiling for')), 75);
    assert.equal((await s.messages('dan', '@kettle')).filter((m) => m.plain.includes('Boiling for')).length, 1);
  }],
];
