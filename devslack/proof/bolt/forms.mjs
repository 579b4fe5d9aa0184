// The order form: every kind of input, errors under a field, and all four answers to a submission.
import { button, input, mrkdwn, option, plain, section, teaOptions } from './parts.mjs';

const note = (title, text, more) => ({ type: 'modal', callback_id: 'note', title: plain(title), close: plain('Close'), blocks: [section(text)], ...more });

const form = () => ({
  type: 'modal', callback_id: 'order', title: plain('Order tea'), submit: plain('Order'), close: plain('Cancel'),
  notify_on_close: true, private_metadata: 'order-2', external_id: `order-${Date.now()}`,
  blocks: [
    section('What will it be?', button('More about tea', 'about')),
    input('name', 'Name', { type: 'plain_text_input', max_length: 40, placeholder: plain('On the cup') }, { hint: plain('At least 3 letters') }),
    input('then', 'Then', { type: 'static_select', options: ['close', 'update', 'push', 'clear'].map((x) => option(x, x)), initial_option: option('close', 'close') }),
    input('tea', 'Tea', { type: 'external_select', action_id: 'find_tea', min_query_length: 1, placeholder: plain('Find') }, { optional: true }),
    input('cups', 'Cups', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' }, { optional: true }),
    input('mail', 'Mail', { type: 'email_text_input' }, { optional: true }),
    input('link', 'Link', { type: 'url_text_input' }, { optional: true }),
    input('wish', 'Wish', { type: 'rich_text_input' }, { optional: true }),
    input('day', 'Day', { type: 'datepicker', initial_date: '2023-03-03' }, { optional: true }),
    input('time', 'Time', { type: 'timepicker' }, { optional: true }),
    input('moment', 'Moment', { type: 'datetimepicker' }, { optional: true }),
    input('size', 'Size', { type: 'radio_buttons', options: [option('Cup', 'cup'), option('Pot', 'pot')] }, { optional: true }),
    input('extras', 'Extras', { type: 'checkboxes', options: [option('Milk', 'milk'), option('Sugar', 'sugar')] }, { optional: true }),
    input('mix', 'Mix', { type: 'multi_static_select', options: teaOptions, max_selected_items: 2 }, { optional: true }),
    input('who', 'Who', { type: 'users_select' }, { optional: true }),
    input('guests', 'Guests', { type: 'multi_users_select' }, { optional: true }),
    input('place', 'Place', { type: 'conversations_select', response_url_enabled: true, default_to_current_conversation: true }, { optional: true }),
    input('places', 'Places', { type: 'multi_channels_select' }, { optional: true }),
    input('receipt', 'Receipt', { type: 'file_input', max_files: 1, filetypes: ['csv'] }, { optional: true }),
    input('live', 'Live', { type: 'plain_text_input', dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } }, { optional: true, dispatch_action: true }),
  ],
});

export function addForms(app) {
  const open = async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form() });
  };
  app.shortcut('brew_now', open);
  app.action('details', open);
  app.action('about', async ({ ack, body, client }) => {
    await ack();
    const { view } = await client.views.push({ trigger_id: body.trigger_id, view: note('About tea', 'One moment') });
    await client.views.update({ view_id: view.id, hash: view.hash, view: note('About tea', 'Tea is a drink') });
  });
  app.action({ block_id: 'live' }, async ({ ack, action }) => {
    await ack();
    console.log(`LIVE ${action.value}`);
  });
  app.view('order', async ({ ack, body, view, client, respond }) => {
    const values = view.state.values;
    const name = values.name.value.value;
    if (name.length < 3) return ack({ response_action: 'errors', errors: { name: 'At least 3 letters' } });
    console.log(`ORDER ${JSON.stringify(values)}`);
    const then = values.then.value.selected_option.value;
    if (then === 'update') return ack({ response_action: 'update', view: note('Ordered', `Thank you, ${name}`) });
    if (then === 'push') return ack({ response_action: 'push', view: note('Ordered', `One more, ${name}?`, { submit: plain('Done'), callback_id: 'again' }) });
    if (then === 'clear') return ack({ response_action: 'clear' });
    await ack();
    if (body.response_urls.length > 0) return respond({ response_type: 'in_channel', text: `Tea for ${name}` });
    await client.chat.postMessage({ channel: body.user.id, text: `Tea for ${name}` });
  });
  app.view('again', async ({ ack }) => ack());
  app.view({ callback_id: 'order', type: 'view_closed' }, async ({ ack, body }) => {
    await ack();
    console.log(`CLOSED ${body.view.private_metadata} ${body.is_cleared}`);
  });
  app.shortcut('note_this', async ({ ack, shortcut, respond, client }) => {
    await ack();
    await respond({ response_type: 'ephemeral', text: `Noted: ${shortcut.message.text}` });
    await client.views.open({ trigger_id: shortcut.trigger_id, view: { ...note('Noted', shortcut.message.text || 'nothing'), blocks: [{ type: 'context', elements: [mrkdwn('kept')] }] } });
  });
}
