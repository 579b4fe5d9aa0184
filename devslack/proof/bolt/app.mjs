// A Bolt app as anybody would write it: nothing of the SDK is patched, only its API URL is another one.
// It keeps every frame of its socket in the file PROOF_FRAMES, for the types to judge.
import { appendFileSync } from 'node:fs';
import bolt from '@slack/bolt';
import { addBoard } from './board.mjs';
import { addForms } from './forms.mjs';
import { addHome } from './home.mjs';
import { addTalk } from './talk.mjs';

const { App, LogLevel } = bolt;

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
  logLevel: LogLevel.WARN,
});
if (process.env.PROOF_FRAMES) {
  const keep = (way) => (frame) => {
    const text = typeof frame === 'string' ? frame : Buffer.isBuffer(frame) ? frame.toString() : JSON.stringify(frame);
    appendFileSync(process.env.PROOF_FRAMES, `${JSON.stringify({ way, frame: JSON.parse(text) })}\n`);
  };
  app.receiver.client.on('ws_message', keep('in'));
  app.receiver.client.on('outgoing_message', keep('out'));
}
app.error(async (error) => {
  const data = error.data ?? error.original?.data;
  console.log(`PROOF_ERROR ${data ? JSON.stringify(data) : error.stack}`);
});
addBoard(app);
addForms(app);
addHome(app);
addTalk(app);

await app.start();
console.log('READY');
process.on('SIGTERM', async () => {
  await app.stop();
  process.exit(0);
});
