// Talk: what the app hears in channels, and what it answers.
export function addTalk(app) {
  app.event('app_mention', async ({ event, say }) => {
    await say({ text: `Hello <@${event.user}>`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.message('kettle, boil', async ({ message, say }) => {
    await say(`Boiling for <@${message.user}>`);
  });
  for (const name of ['reaction_added', 'reaction_removed', 'member_joined_channel', 'member_left_channel', 'file_shared', 'user_change',
    'pin_added', 'pin_removed', 'channel_archive', 'channel_unarchive', 'channel_shared', 'channel_unshared']) {
    app.event(name, async ({ event, body }) => console.log(`EVENT ${event.type} ${body.event_id}`));
  }
  app.event('message', async ({ event, body }) => console.log(`EVENT ${[event.type, event.subtype].filter(Boolean).join('.')} ${body.event_id}`));
}
