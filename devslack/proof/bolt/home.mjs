// The Home tab: published when it is opened, changed by a button and a select of its own.
import { button, option, plain, section } from './parts.mjs';

const cups = new Map();

const home = (user) => ({
  type: 'home', callback_id: 'home', private_metadata: 'home-1',
  blocks: [
    { type: 'header', text: plain('Your tea') },
    section(`Cups today: *${cups.get(user) ?? 0}*`),
    { type: 'actions', elements: [button('One more cup', 'one_more'), { type: 'static_select', action_id: 'home_tea', placeholder: plain('Favourite'), options: [option('Assam', 'assam'), option('Sencha', 'sencha')] }] },
    { type: 'input', block_id: 'wish', optional: true, dispatch_action: true, label: plain('Wish'), element: { type: 'plain_text_input', action_id: 'wished' } },
  ],
});

export function addHome(app) {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: home(event.user) });
  });
  app.action('one_more', async ({ ack, body, client }) => {
    await ack();
    cups.set(body.user.id, (cups.get(body.user.id) ?? 0) + 1);
    await client.views.publish({ user_id: body.user.id, hash: body.view.hash, view: home(body.user.id) });
  });
  app.action(/^(home_tea|wished)$/, async ({ ack, action }) => {
    await ack();
    console.log(`HOME ${action.action_id} ${action.value ?? action.selected_option?.value}`);
  });
}
