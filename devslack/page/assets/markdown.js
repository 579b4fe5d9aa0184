// markdown.js: the markdown block, standard Markdown with what Slack reads in it
// besides (<@U…>, <url|text>). A subset that covers what bots send.

import { h, link } from './dom.js'
import { mrkdwn, decode } from './mrkdwn.js'
import { withEmoji } from './emoji.js'

const rules = [
  [/^`([^`\n]+)`/, (m) => h('code', null, m[1])],
  [/^!\[([^\]\n]*)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], m[1] || m[2])],
  [/^\[([^\]\n]+)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], inline(m[1]))],
  [/^<([@#!][^>\n]+|https?:[^>\n]+|mailto:[^>\n]+)>/, (m) => mrkdwn(m[0])],
  [/^(https?:\/\/[^\s<>)]+[^\s<>).,;:!?])/, (m) => link(m[1], m[1])],
  [/^(\*\*|__)(?=\S)([\s\S]*?\S)\1/, (m) => h('strong', null, inline(m[2]))],
  [/^(\*|_)(?=[^\s*_])([^\n]*?[^\s])\1(?![\p{L}\p{N}])/u, (m) => h('em', null, inline(m[2]))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m) => h('s', null, inline(m[1]))],
  [/^\\([\\`*_{}[\]()#+\-.!~|<>])/, (m) => m[1]],
]

function inline(text) {
  const out = []
  let plain = ''
  const flush = () => { if (plain) out.push(withEmoji(decode(plain))); plain = '' }
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i)
    const hit = /[\p{L}\p{N}]/u.test(text[i]) && text[i] !== 'h' ? null : rules.map(([re, make]) => [re.exec(rest), make]).find(([m]) => m)
    const inWord = text[i] === '_' && /[\p{L}\p{N}]/u.test(text[i - 1] || ' ')
    if (!hit || inWord) { plain += text[i++]; continue }
    flush()
    out.push(hit[1](hit[0]))
    i += hit[0][0].length
  }
  flush()
  return out
}

const cells = (row) => row.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((c) => c.trim().replace(/\\\|/g, '|'))

function table(rows) {
  const aligns = cells(rows[1]).map((c) => (/^:-+:$/.test(c) ? 'center' : /-:$/.test(c) ? 'right' : 'left'))
  const row = (tag) => (line) => h('tr', null, cells(line).map((c, i) => h(tag, { class: `align-${aligns[i] || 'left'}` }, inline(c))))
  return h('div.scroll', { tabindex: 0, role: 'group', 'aria-label': 'Table' },
    h('table', null, h('thead', null, row('th')(rows[0])), h('tbody', null, rows.slice(2).map(row('td')))))
}

const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/

// list builds nested lists from lines, by indentation.
function list(rows) {
  const stack = []
  for (const row of rows) {
    const m = item.exec(row)
    if (!m) { if (stack.length) stack.at(-1).li.append(' ', ...inline(row.trim())); continue }
    const depth = m[1].length
    while (stack.length && stack.at(-1).depth > depth) stack.pop()
    if (!stack.length || stack.at(-1).depth < depth) {
      const el = h(/\d/.test(m[2]) ? 'ol' : 'ul')
      if (/\d/.test(m[2])) el.start = parseInt(m[2], 10)
      if (stack.length) stack.at(-1).li.append(el)
      stack.push({ depth, el })
    }
    const task = /^\[([ xX])\]\s+(.*)$/.exec(m[3])
    const li = h('li', null, task ? [task[1] === ' ' ? '☐ ' : '☑ ', inline(task[2])] : inline(m[3]))
    stack.at(-1).el.append(li)
    stack.at(-1).li = li
    if (stack.length === 1) stack.root = stack[0].el
  }
  return stack.root
}

// kinds are tried in order at each line; take says how many lines belong.
const kinds = [
  {
    is: (l) => /^\s*```/.test(l[0]),
    take: (l) => { const end = l.findIndex((x, i) => i && /^\s*```\s*$/.test(x)); return end < 0 ? l.length : end + 1 },
    make: (l) => h('pre', { tabindex: 0 }, l.slice(1, /^\s*```\s*$/.test(l.at(-1)) ? -1 : undefined).join('\n')),
  },
  { is: (l) => /^#{1,6}\s/.test(l[0]), take: () => 1, make: ([l]) => { const m = /^(#+)\s+(.*?)\s*#*$/.exec(l); return h(`div.md-h.md-h${m[1].length}`, { role: 'heading', 'aria-level': String(m[1].length + 1) }, inline(m[2])) } },
  { is: (l) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(l[0]), take: () => 1, make: () => h('hr') },
  { is: (l) => /\|/.test(l[0]) && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(l[1] || ''), take: (l) => { const end = l.findIndex((x) => !x.includes('|')); return end < 0 ? l.length : end }, make: table },
  { is: (l) => /^>/.test(l[0]), take: (l) => run(l, (x) => /^>/.test(x)), make: (l) => h('blockquote', null, blocks(l.map((x) => x.replace(/^> ?/, '')))) },
  { is: (l) => item.test(l[0]), take: (l) => run(l, (x) => item.test(x) || /^\s+\S/.test(x)), make: list },
  { is: () => true, take: (l) => Math.max(1, run(l, (x, i) => i === 0 || (x.trim() && !kinds.slice(0, -1).some((k) => k.is(l.slice(i)))))), make: (l) => h('p', null, l.map((x, i) => [i ? h('br') : null, inline(x.replace(/\s+$/, ''))])) },
]

function run(all, test) {
  const end = all.findIndex((x, i) => !test(x, i))
  return end < 0 ? all.length : end
}

function blocks(all) {
  const out = []
  for (let i = 0; i < all.length;) {
    if (!all[i].trim()) { i++; continue }
    const rest = all.slice(i)
    const kind = kinds.find((k) => k.is(rest))
    const n = kind.take(rest)
    out.push(kind.make(rest.slice(0, n)))
    i += n
  }
  return out
}

/** markdown draws a markdown block's text. */
export const markdown = (text) => h('div.markdown', null, blocks(String(text ?? '').split('\n')))
