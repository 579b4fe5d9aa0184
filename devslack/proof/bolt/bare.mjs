// Two Socket Mode clients without Bolt: each acknowledges what it is sent, and answers a command by its own name.
import { LogLevel, SocketModeClient } from '@slack/socket-mode';

const clients = [1, 2].map((n) => {
  const client = new SocketModeClient({ appToken: process.env.SLACK_APP_TOKEN, logLevel: LogLevel.WARN, clientOptions: { slackApiUrl: process.env.SLACK_API_URL } });
  client.on('slack_event', ({ ack, type }) => ack(type === 'slash_commands' ? { text: `I am bare ${n}` } : undefined));
  return client;
});
for (const client of clients) await client.start();
console.log('BARE');
process.on('SIGTERM', async () => {
  await Promise.all(clients.map((client) => client.disconnect()));
  process.exit(0);
});
