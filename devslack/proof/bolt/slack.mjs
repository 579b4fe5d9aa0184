// A running devslack and the app beside it, as a person at the keyboard sees them: the control calls of devslack, and the app's words.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const here = new URL('.', import.meta.url).pathname;

// run starts a program and hands each line it writes to onLine.
function run(command, args, env, onLine) {
  const child = spawn(command, args, { cwd: here, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', onLine);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return { child, ended, stop: () => (child.kill('SIGTERM'), ended) };
}

// until asks again and again until the answer is there; what names the wish in the error.
export async function until(what, ask, seconds = 8) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    last = await ask();
    if (last) return last;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(40);
  }
}

export class Slack {
  said = []; // the app's own lines

  // start opens a workspace with the app's manifest; program is the built owed.
  async start(program) {
    this.env = {};
    const args = ['demo', '--slack-only', '--addr', '127.0.0.1:0', '--manifest', `${here}manifest.yaml`];
    this.server = run(program, args, {}, (line) => {
      const [name, ...value] = line.split('=');
      this.env[name] = value.join('=');
    });
    await until('devslack prints its four lines', () => this.env.SLACK_BOT_TOKEN);
  }

  async startApp(frames) {
    this.app = run(process.execPath, ['app.mjs'], { ...this.env, PROOF_FRAMES: frames }, (line) => this.said.push(line));
    await until('the app says that it is ready', () => this.said.includes('READY'), 20);
  }

  // startBare connects two clients without Bolt beside the app.
  async startBare() {
    this.bare = run(process.execPath, ['bare.mjs'], this.env, (line) => this.said.push(line));
    await until('the bare clients are connected', () => this.said.includes('BARE'), 20);
  }

  async stopBare() {
    await this.bare.stop();
    await until('the app is alone', async () => (await this.gets('connections')).connections === 1);
  }

  async stop() {
    await this.bare?.stop();
    await this.app?.stop();
    await this.server?.stop();
  }

  // does moves a person by a control call; a failure is an error.
  async does(name, body) {
    const o = await this.tries(name, body);
    if (!o.ok) throw new Error(`${name} ${JSON.stringify(body)}: ${o.error} ${JSON.stringify(o.errors ?? '')}`);
    return o;
  }

  async tries(name, body) {
    const r = await fetch(`${this.env.DEVSLACK_URL}/control/${name}`, { method: 'POST', body: JSON.stringify(body) });
    return r.json();
  }

  async gets(path) {
    const r = await fetch(`${this.env.DEVSLACK_URL}/control/${path}`);
    return r.json();
  }

  type(user, channel, text, more) {
    return this.does('type', { user, channel, text, ...more });
  }

  press(user, channel, text, more) {
    return this.does('press', { user, channel, text, ...more });
  }

  async messages(user, channel) {
    return (await this.gets(`messages?user=${user}&channel=${encodeURIComponent(channel)}`)).messages;
  }

  // sees waits until a person sees a message that has these words.
  sees(user, channel, words) {
    return until(`${user} sees "${words}" in ${channel}`, async () => (await this.messages(user, channel)).findLast((m) => m.plain.includes(words)));
  }

  // view waits until a person's open form has these words.
  view(user, words) {
    return until(`${user} sees a form with "${words}"`, async () => {
      const v = await this.gets(`view?user=${user}`);
      return v.ok && v.plain.includes(words) && v;
    });
  }

  // noForm waits until a person has no form open.
  noForm(user) {
    return until(`${user} has no form open`, async () => !(await this.gets(`view?user=${user}`)).ok);
  }

  home(user, words) {
    return until(`${user} sees "${words}" in Home`, async () => {
      const v = await this.gets(`home?user=${user}`);
      return v.ok && v.plain.includes(words) && v;
    });
  }

  // hears waits until the app has written a line that begins so.
  hears(words, seconds) {
    return until(`the app says ${words}`, () => this.said.find((line) => line.startsWith(words)), seconds);
  }

  async findings() {
    return (await this.gets('findings')).findings.filter((f) => !f.expected);
  }
}
