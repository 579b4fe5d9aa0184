// mrkdwn.js: Slack's own markup, and standard Markdown, to nodes. Never markup
// strings: whatever is foreign becomes a text node.

import { h, link } from './dom.js'
import { emoji, withEmoji } from './emoji.js'
import { world, person, personName, channel, channelName, address } from './world.js'
import { dateText, fullTime, iso } from './dates.js'

/** decode turns the three entities Slack knows back into characters. */
export const decode = (text) => text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name])

/** userMention draws @somebody. */
export function userMention(id, label) {
  const known = world.people.has(id)
  return h('span.mention', { class: id === world.me ? 'me' : '', title: known ? person(id).real_name : 'somebody unknown here' },
    '@' + (known ? personName(id) : label || id))
}

/** channelMention draws #place, as a way to go there when one may. */
export function channelMention(id, name) {
  const c = channel(id)
  const text = '#' + (c ? channelName(c) : name || 'private channel')
  if (!c) return h('span.mention', null, text)
  return h('a.mention', { href: address(c) }, text)
}

/** groupMention draws @group. */
export function groupMention(id, label) {
  const g = world.groups.get(id)
  return h('span.mention', { title: g ? g.name : 'user group' }, '@' + (g ? g.handle || g.name : (label || id).replace(/^@/, '')))
}

/** broadcast draws @here and its like. */
export const broadcast = (range) => h('span.mention.loud', null, '@' + range)

/** dateNode draws an instant in the reader's zone, or its fallback. */
export function dateNode(seconds, pattern, url, fallback) {
  if (!Number.isFinite(seconds)) return fallback || ''
  const el = h('time', { title: fullTime(seconds), datetime: iso(seconds) }, dateText(seconds, pattern))
  return url ? link(url, el) : el
}

function angle(body) {
  const [head, ...rest] = body.split('|')
  const label = rest.join('|')
  if (head.startsWith('@')) return userMention(head.slice(1), label)
  if (head.startsWith('#')) return channelMention(head.slice(1), label)
  if (head.startsWith('!subteam^')) return groupMention(head.slice(9), label)
  if (head.startsWith('!date^')) {
    const [, at, pattern, url] = head.split('^')
    return dateNode(/^-?\d+$/.test(at) ? Number(at) : NaN, pattern || '{date}', url, decode(label))
  }
  if (head.startsWith('!')) return broadcast(head.slice(1).split('^')[0])
  if (!/^[a-z][a-z0-9+.-]*:/i.test(head)) return decode(`<${body}>`)
  return link(decode(head), decode(label || head.replace(/^mailto:/, '')))
}

const word = /[\p{L}\p{N}]/u
const marks = { '*': 'strong', _: 'em', '~': 's' }

// close finds where a mark that opens at `from` ends, on the same line,
// stepping over <…> and code; -1 when it does not.
function close(text, from, mark) {
  for (let i = from + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '<') i = Math.max(i, text.indexOf('>', i))
    else if (text[i] === '`' && mark !== '`') { const end = text.indexOf('`', i + 1); if (end > 0) i = end }
    else if (text[i] === mark && i > from + 1 && text[i - 1] !== ' ' && !word.test(text[i + 1] || ' ')) return i
  }
  return -1
}

const opens = (text, i) => !word.test(text[i - 1] || ' ') && text[i + 1] !== undefined && !/\s/.test(text[i + 1]) && text[i + 1] !== text[i]

// inline parses one run of mrkdwn without blocks.
function inline(text, opts) {
  const out = []
  let plain = ''
  const flush = () => { if (plain) out.push(...plainNodes(plain, opts)); plain = '' }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    const end = special(text, i, c)
    if (end < 0) { plain += c; continue }
    flush()
    const body = text.slice(i + 1, end)
    if (c === '<') out.push(angle(body))
    else if (c === ':') out.push(emojiNode(body))
    else if (c === '`') out.push(h('code', null, codeNodes(body)))
    else out.push(h(marks[c], null, inline(body, opts)))
    i = end
  }
  flush()
  return out
}

// special says where what starts at i ends, or -1 when nothing starts there.
function special(text, i, c) {
  if (c === '<') { const m = /^<([^<>\n]+)>/.exec(text.slice(i, i + 4000)); return m ? i + m[0].length - 1 : -1 }
  if (c === ':') { const m = /^:([a-z0-9_+-]+(?:::skin-tone-\d)?):/.exec(text.slice(i, i + 60)); return m && emoji(m[1]) ? i + m[0].length - 1 : -1 }
  if (c === '`') return text[i + 1] === '`' ? -1 : close(text, i, '`')
  if (marks[c] && opens(text, i)) return close(text, i, c)
  return -1
}

const circles = { '🔴': ['red circle', '#dd2e44'], '🟠': ['orange circle', '#f4900c'], '🟡': ['yellow circle', '#fdcb58'], '🟢': ['green circle', '#78b159'], '🔵': ['blue circle', '#55acee'] }

// circle draws a coloured circle, whose colour says something, also where no font has it.
const circle = (sign) => h('span.circle', { role: 'img', 'aria-label': circles[sign][0], css: { background: circles[sign][1] } }, sign)

const withCircles = (text) => text.split(/([🔴🟠🟡🟢🔵])/u).map((part, i) => (i % 2 ? circle(part) : part)).filter(Boolean)

/** emojiNode draws an emoji with a name that screen readers say. */
export function emojiNode(name, unicode) {
  const sign = unicode || emoji(name)
  if (circles[sign]) return circle(sign)
  return sign ? h('span.emoji', { role: 'img', 'aria-label': name.replace(/[_-]/g, ' '), title: `:${name}:` }, sign) : `:${name}:`
}

function plainNodes(text, opts) {
  const nodes = []
  const parts = opts.verbatim ? [text] : text.split(/(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]}'"])/)
  parts.forEach((part, i) => {
    if (i % 2) { nodes.push(link(decode(part), decode(part))); return }
    decode(part).split('\n').forEach((line, n) => { if (n) nodes.push(h('br')); nodes.push(...withCircles(line)) })
  })
  return nodes
}

const codeNodes = (text) => text.split(/(<[^<>\n]+>)/).map((part, i) => (i % 2 ? angle(part.slice(1, -1)) : decode(part)))

// lines gathers quotes (">" at a line's start) and the text between them.
function lines(text, opts) {
  const out = []
  let quote = null
  let run = []
  const flush = () => {
    if (run.length) out.push(quote ? h('blockquote', null, inline(run.join('\n'), opts)) : h('span', null, inline(run.join('\n'), opts)))
    run = []
  }
  let rest = false
  for (const line of text.split('\n')) {
    const all = /^(&gt;&gt;&gt;|>>>) ?/.exec(line)
    const one = all || rest ? all : /^(&gt;|>) ?/.exec(line)
    const quoted = Boolean(one) || rest
    if (all) rest = true
    if (quoted !== quote) { flush(); quote = quoted }
    run.push(one ? line.slice(one[0].length) : line)
  }
  flush()
  return out
}

/** mrkdwn draws Slack's markup. opts.verbatim leaves bare addresses alone. */
export function mrkdwn(text, opts = {}) {
  const parts = String(text ?? '').split(/```\n?([\s\S]*?)\n?```/)
  return parts.map((part, i) => {
    if (i % 2) return h('pre', { tabindex: 0 }, codeNodes(part))
    const between = part.replace(i > 0 ? /^\n/ : /^$/, '').replace(i < parts.length - 1 ? /\n$/ : /$^/, '')
    return between ? lines(between, opts) : null
  })
}

/** textObject draws a Block Kit text object of either kind. */
export function textObject(t) {
  if (!t) return null
  if (typeof t === 'string') return mrkdwn(t)
  if (t.type === 'mrkdwn') return mrkdwn(t.text, { verbatim: t.verbatim })
  return plainText(t).split('\n').map((line, i) => [i ? h('br') : null, line])
}

/** plainText is a plain_text object's text; only emoji names may be read in it. */
export function plainText(t) {
  if (!t) return ''
  if (typeof t === 'string') return t
  return t.emoji === false ? t.text : withEmoji(t.text)
}
