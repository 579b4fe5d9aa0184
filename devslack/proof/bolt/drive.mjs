// Drives the Bolt app through everything a person can do, by devslack's control calls, and checks what people see.
// Usage: node drive.mjs PATH-OF-OWED DIRECTORY-FOR-RECORDS. Everything that went over a wire is kept there for ../types.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { steps } from './steps.mjs';
import { Slack } from './slack.mjs';

const [program, out] = process.argv.slice(2).map((p) => resolve(p));
assert.ok(program && out, 'usage: node drive.mjs PATH-OF-OWED DIRECTORY-FOR-RECORDS');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const slack = new Slack();
const calls = new Map(); // devslack remembers the newest 500, so they are fetched after each step
async function keepCalls() {
  for (const c of (await slack.gets('calls')).calls) calls.set(`${c.at} ${c.kind} ${c.name} ${c.id ?? ''}`, c);
}

let done = 0;
let failed;
try {
  await slack.start(program);
  await slack.startApp(`${out}/frames.jsonl`);
  for (const [name, step] of steps) {
    const began = Date.now();
    await step(slack);
    assert.deepEqual(slack.said.filter((line) => line.startsWith('PROOF_ERROR')).splice(slack.wrong ?? 0), [], `the app met errors in: ${name}`);
    assert.deepEqual(await slack.findings(), [], `devslack has findings after: ${name}`);
    await keepCalls();
    done++;
    console.log(`ok ${String(done).padStart(2)}  ${name} (${Date.now() - began} ms)`);
  }
} catch (error) {
  failed = error;
  console.error(`FAILED ${steps[done]?.[0] ?? 'the start'}: ${error.stack}\n${slack.said.slice(-8).join('\n')}`);
} finally {
  if (slack.env?.DEVSLACK_URL) await keepCalls().catch(() => {});
  await slack.stop();
  writeFileSync(`${out}/calls.jsonl`, [...calls.values()].map((c) => JSON.stringify(c)).join('\n'));
}
console.log(`${done} of ${steps.length} steps, ${calls.size} calls and envelopes kept in ${out}`);
process.exit(failed || done < steps.length ? 1 : 0);
