// The pieces that the app's messages and forms are made of.
export const plain = (text) => ({ type: 'plain_text', text });
export const mrkdwn = (text) => ({ type: 'mrkdwn', text });
export const section = (text, accessory) => ({ type: 'section', text: mrkdwn(text), ...(accessory && { accessory }) });
export const button = (text, action_id, more) => ({ type: 'button', text: plain(text), action_id, ...more });
export const option = (text, value) => ({ text: plain(text), value });
export const teas = ['Assam', 'Darjeeling', 'Earl Grey', 'Gunpowder', 'Keemun', 'Lapsang', 'Oolong', 'Sencha'];
export const teaOptions = teas.map((t) => option(t, t.toLowerCase().replace(' ', '-')));
export const input = (block_id, label, element, more) => ({
  type: 'input', block_id, label: plain(label), element: { action_id: 'value', ...element }, ...more,
});
