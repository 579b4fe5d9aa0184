// Writes what a run recorded as TypeScript, each sample judged by Slack's own type for it: tsc is the judge.
// Usage: node generate.mjs DIRECTORY-OF-RECORDS. The samples go to samples/, which is not kept.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const from = process.argv[2];
assert.ok(from, 'usage: node generate.mjs DIRECTORY-OF-RECORDS');
const here = new URL('.', import.meta.url).pathname;
const read = (name) => readFileSync(`${from}/${name}.jsonl`, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

const pascal = (words) => words.split(/[._]/).map((w) => w[0].toUpperCase() + w.slice(1)).join('');

// nameOfEvent is the type of an event: message has one for each subtype.
function nameOfEvent(e) {
  if (e.type !== 'message') return `${pascal(e.type)}Event`;
  if (!e.subtype) return 'GenericMessageEvent';
  return `${pascal(e.subtype)}${e.subtype.startsWith('message_') ? '' : 'Message'}Event`;
}

const interactive = { block_actions: 'BlockActions', block_suggestion: 'Suggestion', view_submission: 'Submission', view_closed: 'Closed', shortcut: 'Global', message_action: 'OnMessage' };

// shapeOfFrame is the shape that judges a frame of the socket; acks are judged by what they answer.
function shapeOfFrame({ way, frame }, asked) {
  const q = asked.get(frame.envelope_id);
  if (way === 'out') return Object.keys(frame.payload).length === 0 ? 'Shapes.EmptyAck' : { slash_commands: 'Shapes.CommandAck', view_submission: 'Shapes.SubmissionAck', block_suggestion: 'Shapes.SuggestionAck' }[q.payload.type ?? q.type];
  switch (frame.type) {
    case 'hello': return 'Shapes.Hello';
    case 'disconnect': return 'Shapes.Disconnect';
    case 'slash_commands': return 'Shapes.Command';
    case 'events_api': return `Shapes.Event<Slack.${nameOfEvent(frame.payload.event)}>`;
  }
  return `Shapes.${interactive[frame.payload.type]}`;
}

// gather lists samples by shape; the same sample twice says nothing new.
function gather() {
  const all = new Map();
  const add = (shape, sample) => all.set(shape, (all.get(shape) ?? new Set()).add(JSON.stringify(sample, null, 1)));
  const frames = read('frames');
  const asked = new Map(frames.filter((f) => f.way === 'in' && f.frame.envelope_id).map((f) => [f.frame.envelope_id, f.frame]));
  for (const f of frames) add(shapeOfFrame(f, asked), f.frame);
  for (const c of read('calls')) {
    if (c.kind !== 'api' || !c.answer) continue;
    const known = c.answer.error !== 'unknown_method';
    add(known ? `Shapes.Answer<Api.${pascal(c.name)}Response>` : 'Shapes.UnknownMethod', c.answer);
  }
  return all;
}

rmSync(`${here}samples`, { recursive: true, force: true });
mkdirSync(`${here}samples`);
const head = "import type * as Slack from '@slack/types';\nimport type * as Api from '@slack/web-api';\nimport type * as Shapes from '../shapes';\n\n";
let n = 0;
const all = gather();
for (const [shape, samples] of all) {
  const file = shape.replace(/Shapes\.|Slack\.|Api\./g, '').replace(/[^A-Za-z]+/g, '-').replace(/-$/, '').toLowerCase();
  const text = [...samples].map((s) => `export const sample${++n} = ${s} satisfies ${shape};\n`).join('\n');
  writeFileSync(`${here}samples/${file}.ts`, `${head}export type { Api, Shapes, Slack };\n\n${text}`);
}
console.log(`${n} samples of ${all.size} shapes`);
