// The board: messages with every interactive element, threads, edits, ephemerals, files and lists.
import { button, mrkdwn, option, plain, section, teaOptions, teas } from './parts.mjs';

const pickers = () => [
  { type: 'static_select', action_id: 'pick_tea', placeholder: plain('Pick a tea'), options: teaOptions },
  { type: 'external_select', action_id: 'find_tea', placeholder: plain('Find a tea'), min_query_length: 1 },
  { type: 'users_select', action_id: 'pick_user', placeholder: plain('Who pours') },
  { type: 'channels_select', action_id: 'pick_channel', placeholder: plain('Where to') },
  { type: 'conversations_select', action_id: 'pick_conversation', placeholder: plain('Tell whom') },
  { type: 'overflow', action_id: 'more', options: [option('Copy', 'copy'), option('Archive', 'archive')] },
  { type: 'datepicker', action_id: 'pick_date', placeholder: plain('Which day') },
  { type: 'timepicker', action_id: 'pick_time', placeholder: plain('What time') },
  { type: 'datetimepicker', action_id: 'pick_moment' },
  { type: 'radio_buttons', action_id: 'pick_size', options: [option('Cup', 'cup'), option('Pot', 'pot')] },
  { type: 'checkboxes', action_id: 'pick_extras', options: [option('Milk', 'milk'), option('Sugar', 'sugar')] },
];

const many = () => [
  { type: 'multi_static_select', action_id: 'pick_teas', placeholder: plain('Pick teas'), options: teaOptions, max_selected_items: 3 },
  { type: 'multi_external_select', action_id: 'find_teas', placeholder: plain('Find teas'), min_query_length: 0 },
  { type: 'multi_users_select', action_id: 'pick_users', placeholder: plain('Who drinks') },
  { type: 'multi_channels_select', action_id: 'pick_channels', placeholder: plain('Which places') },
  { type: 'multi_conversations_select', action_id: 'pick_conversations', placeholder: plain('Which talks') },
];

const confirm = { title: plain('Sure?'), text: mrkdwn('The kettle will *boil*.'), confirm: plain('Boil'), deny: plain('Wait') };

export const order = (who) => [
  { type: 'header', text: plain('An order') },
  section(`<@${who}> wants tea`, button('Details', 'details', { value: 'order-1' })),
  { type: 'context', elements: [mrkdwn('Boiling takes 3 minutes'), { type: 'image', image_url: 'https://example.com/tea.png', alt_text: 'a cup' }] },
  { type: 'divider' },
  {
    type: 'actions', block_id: 'decide',
    elements: [button('Approve', 'approve', { value: 'order-1', style: 'primary', confirm }), button('Decline', 'decline', { value: 'order-1', style: 'danger' }), button('Recipe', 'recipe', { url: 'https://example.com/recipe' })],
  },
];

const rich = {
  type: 'rich_text',
  elements: [
    { type: 'rich_text_section', elements: [{ type: 'text', text: 'How to brew', style: { bold: true } }, { type: 'emoji', name: 'tea' }, { type: 'link', url: 'https://example.com/how', text: 'how' }] },
    { type: 'rich_text_list', style: 'ordered', indent: 0, elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Boil' }] }, { type: 'rich_text_section', elements: [{ type: 'text', text: 'Pour' }] }] },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'Wait.' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'drink()' }] },
  ],
};

export const brews = [
  rich,
  { type: 'table', rows: [[{ type: 'raw_text', text: 'Tea' }, { type: 'raw_text', text: 'Cups' }], [{ type: 'raw_text', text: 'Assam' }, { type: 'raw_text', text: '3' }]], column_settings: [{ is_wrapped: true }, { align: 'right' }] },
  { type: 'image', image_url: 'https://example.com/pot.png', alt_text: 'a pot', title: plain('A pot') },
];

const commands = {
  async menu({ ack }) {
    await ack({ text: 'Teas of the house', blocks: [section('*Teas of the house*'), { type: 'section', fields: teas.slice(0, 4).map((t) => mrkdwn(t)) }] });
  },
  async shout({ ack }) {
    await ack({ response_type: 'in_channel', text: 'Tea is served' });
  },
  async silent({ ack }) {
    await ack();
  },
  async later({ ack, respond }) {
    await ack();
    await respond('Boiling');
    await respond({ text: 'Boiled', replace_original: true });
    await respond({ response_type: 'in_channel', replace_original: false, text: 'Poured' });
  },
  async board({ ack, client, command }) {
    await ack();
    const channel = command.channel_id;
    await client.chat.postMessage({ channel, text: 'An order of tea', blocks: order(command.user_id), metadata: { event_type: 'tea_order', event_payload: { id: 'order-1' } }, unfurl_links: false, unfurl_media: false });
  },
  async pickers({ ack, client, command }) {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: 'Pick something', blocks: [{ type: 'actions', block_id: 'pick', elements: pickers() }, ...many().map((el, i) => ({ type: 'section', block_id: `many${i}`, text: mrkdwn(el.placeholder.text), accessory: el }))] });
  },
  async brews({ ack, client, command }) {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: 'Brews', blocks: brews, attachments: [{ color: '#36a64f', fallback: 'Old', blocks: [section('In an attachment', button('Old button', 'old_button'))] }] });
  },
  async thread({ ack, client, command }) {
    await ack();
    await thread(client, command.channel_id, command.user_id);
  },
  async file({ ack, client, command }) {
    await ack();
    await client.files.uploadV2({ channel_id: command.channel_id, filename: 'teas.csv', title: 'Teas', content: 'tea,cups\nAssam,3\n', initial_comment: 'The list of teas' });
    const two = [{ filename: 'one.txt', content: 'one' }, { filename: 'two.txt', file: Buffer.from('two') }];
    await client.files.uploadV2({ channel_id: command.channel_id, file_uploads: two });
  },
  async lists({ ack, client, command }) {
    await ack();
    await client.chat.postEphemeral({ channel: command.channel_id, user: command.user_id, text: await lists(client, command.channel_id) });
  },
  async who({ ack }) {
    await ack('I am bolt');
  },
  async sleepy({ ack }) {
    await new Promise((resolve) => setTimeout(resolve, 3500));
    await ack('too late');
  },
  async errors({ ack, client, command, respond }) {
    await ack();
    await respond(await errors(client, command.channel_id));
  },
  async wrong({ ack, client, command }) {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: 'too wide', blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] });
  },
};

// thread does everything that one can do to a message.
async function thread(client, channel, user) {
  const head = await client.chat.postMessage({ channel, text: 'A thread about tea' });
  const reply = await client.chat.postMessage({ channel, thread_ts: head.ts, text: 'First reply' });
  await client.chat.postMessage({ channel, thread_ts: head.ts, reply_broadcast: true, text: 'Told everybody' });
  await client.chat.update({ channel, ts: reply.ts, text: 'First reply, edited' });
  await client.chat.postEphemeral({ channel, user, thread_ts: head.ts, text: 'Only you see this' });
  await client.reactions.add({ channel, timestamp: head.ts, name: 'tea' });
  await client.reactions.get({ channel, timestamp: head.ts });
  await client.reactions.remove({ channel, timestamp: head.ts, name: 'tea' });
  await client.pins.add({ channel, timestamp: head.ts });
  await client.pins.list({ channel });
  await client.pins.remove({ channel, timestamp: head.ts });
  await client.bookmarks.add({ channel_id: channel, title: 'Recipe', type: 'link', link: 'https://example.com/recipe' });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: head.ts });
  await client.conversations.replies({ channel, ts: head.ts, limit: 2 });
  const gone = await client.chat.postMessage({ channel, thread_ts: head.ts, text: permalink });
  await client.chat.delete({ channel, ts: gone.ts });
  const planned = await client.chat.scheduleMessage({ channel, post_at: Math.floor(Date.now() / 1000) + 3600, text: 'Later' });
  await client.chat.scheduledMessages.list({ channel });
  await client.chat.deleteScheduledMessage({ channel, scheduled_message_id: planned.scheduled_message_id });
}

// errors makes one mistake after the other and tells what each was called.
async function errors(client, channel) {
  const blocks = [{ type: 'section' }];
  const modal = { type: 'modal', title: plain('x'.repeat(25)), blocks: [] };
  const mistakes = [
    client.chat.postMessage({ channel: 'C0NOWHERE1', text: 'x' }), client.chat.postMessage({ channel, text: '' }),
    client.chat.postMessage({ channel: 'C0OLD00001', text: 'x' }), client.chat.postMessage({ channel: 'C0WITHAWS1', text: 'x' }),
    client.chat.update({ channel, ts: '1.2', text: 'x', blocks }), client.chat.update({ channel, ts: '1.2', text: 'x' }), client.chat.delete({ channel, ts: '1.2' }),
    client.views.open({ trigger_id: '1.2.3', view: modal }), client.views.open({ trigger_id: '1.2.3', view: { ...modal, title: plain('x') } }),
    client.users.info({ user: 'U0NOBODY01' }), client.conversations.list({ cursor: 'nonsense' }), client.reactions.add({ channel, timestamp: '1.2', name: 'tea' }),
    client.conversations.canvases.create({ channel_id: channel }), client.apiCall('chat.shout', { channel }),
  ];
  const said = [];
  for (const m of mistakes.map((p) => p.then(() => 'none', (e) => e.data?.error ?? e.message))) said.push(await m);
  return said.join(' ');
}

// lists reads everything that comes in pages, and says how much there is.
async function lists(client, channel) {
  const count = { users: 0, pages: 0, channels: 0, members: 0, messages: 0 };
  for await (const page of client.paginate('users.list', { limit: 4 })) {
    count.users += page.members.length;
    count.pages++;
  }
  for await (const page of client.paginate('conversations.list', { limit: 2, types: 'public_channel,private_channel' })) count.channels += page.channels.length;
  for await (const page of client.paginate('conversations.members', { channel, limit: 3 })) count.members += page.members.length;
  count.messages = (await client.conversations.history({ channel, limit: 3, include_all_metadata: true })).messages.length;
  const { members } = await client.conversations.members({ channel });
  const { user } = await client.users.info({ user: members[0], include_locale: true });
  await client.users.lookupByEmail({ email: user.profile.email });
  await client.users.conversations({ types: 'public_channel,private_channel' });
  await client.conversations.info({ channel, include_num_members: true });
  const { channel: dm } = await client.conversations.open({ users: members[0], return_im: true });
  await client.conversations.info({ channel: dm.id });
  const { usergroups } = await client.usergroups.list({ include_users: true, include_disabled: true, include_count: true });
  await client.usergroups.users.list({ usergroup: usergroups[0].id });
  await client.team.info();
  const me = await client.auth.test();
  await client.bots.info({ bot: me.bot_id });
  await client.conversations.join({ channel: 'C0LOBBY001' });
  const sent = await client.files.uploadV2({ filename: 'private.txt', content: 'nobody sees this' });
  await client.files.info({ file: sent.files[0].files[0].id });
  await client.api.test({ foo: 'bar' });
  await client.blocks.validate({ blocks: brews });
  for (const wrong of [{ type: 'sections' }, { type: 'header', text: plain('x'.repeat(151)) }, { type: 'section' }]) await client.blocks.validate({ blocks: [wrong] }).catch(() => {});
  return Object.entries(count).map(([k, n]) => `${k}=${n}`).join(' ');
}

export function addBoard(app) {
  app.command('/kettle', async (args) => {
    const run = commands[args.command.text.split(' ')[0]];
    if (run) return run(args);
    await args.ack(`I know ${Object.keys(commands).join(', ')}; I read: ${args.command.text}`);
  });
  app.action('approve', async ({ ack, body, client, respond }) => {
    await ack();
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: 'Approved', blocks: [section(`Approved by <@${body.user.id}>`, button('Undo', 'undo'))] });
    await respond({ text: 'You approved it', response_type: 'ephemeral', replace_original: false });
    await client.chat.postMessage({ channel: body.channel.id, thread_ts: body.message.ts, text: 'Boiling now' });
  });
  app.action('undo', async ({ ack, body, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'An order of tea', blocks: order(body.user.id) });
  });
  app.action('decline', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
  app.action(/^(pick_.*|find_.*|more|recipe|old_button)$/, async ({ ack, action, say }) => {
    await ack();
    const picked = Object.entries(action).filter(([k]) => k.startsWith('selected_')).map(([, v]) => JSON.stringify(v));
    if (action.type === 'button') await say(`Pressed ${action.action_id}`);
    else console.log(`PICKED ${action.action_id} ${picked.join(' ')}`);
  });
  const found = (words) => teaOptions.filter((o) => o.text.text.toLowerCase().includes(words.toLowerCase()));
  app.options('find_tea', async ({ ack, options }) => ack({ options: found(options.value) }));
  app.options('find_teas', async ({ ack, options }) => ack({ option_groups: [{ label: plain('Teas'), options: found(options.value) }] }));
}
