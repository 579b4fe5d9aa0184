// richtext.js: the rich_text block and everything that may stand in it.

import { h, link } from './dom.js'
import { userMention, channelMention, groupMention, broadcast, dateNode, emojiNode } from './mrkdwn.js'
import { world } from './world.js'

const styles = [['code', 'code'], ['bold', 'strong'], ['italic', 'em'], ['strike', 's'], ['underline', 'u'], ['highlight', 'mark'], ['client_highlight', 'mark']]

function styled(style, node) {
  if (!style) return node
  return styles.filter(([key]) => style[key]).reduce((inner, [, tag]) => h(tag, null, inner), node)
}

const breaks = (text) => String(text ?? '').split('\n').map((line, i) => [i ? h('br') : null, line])
const chip = (text, url) => (url ? link(url, h('span.chip', null, text)) : h('span.chip', null, text))

// inlineKinds: one line for each inline element Slack knows.
const inlineKinds = {
  text: (e) => breaks(e.text),
  link: (e) => link(e.url, e.text || e.url),
  user: (e) => userMention(e.user_id),
  channel: (e) => channelMention(e.channel_id),
  usergroup: (e) => groupMention(e.usergroup_id),
  team: (e) => h('span.mention', null, '@' + (e.team_id === world.team.id ? world.team.name : e.team_id)),
  broadcast: (e) => broadcast(e.range),
  emoji: (e) => emojiNode(e.name, e.unicode && e.unicode.split('-').map((x) => String.fromCodePoint(parseInt(x, 16) || 0xfffd)).join('')),
  date: (e) => dateNode(Number(e.timestamp), e.format || '{date}', e.url, e.fallback),
  color: (e) => h('span.color', null, h('span.swatch', { css: { background: /^#[0-9a-f]{3,8}$/i.test(e.value) ? e.value : 'none' } }), e.value),
  tag: (e) => h('span.tag', { class: `tag-${/^[a-z]+$/.test(e.color || '') ? e.color : 'gray'}` }, e.text),
  citation: (e) => chip(e.text || e.title || 'source', e.url),
  file: (e) => chip(e.text || e.file_id, e.url),
  canvas: (e) => chip(e.label || e.text || 'Canvas', e.url),
  message_mention: (e) => chip(e.text || 'a message', e.url),
  canvas_user_mention: (e) => userMention(e.user_id),
}

function inline(e) {
  const make = inlineKinds[e.type] || (() => chip(e.text || e.type, e.url))
  return styled(e.style, make(e))
}

const inlines = (list) => (list || []).map(inline)

function quoteOrCode(tag, e) {
  return h(tag, tag === 'pre' ? { tabindex: 0, class: e.border ? 'border' : '' } : { class: e.border ? 'border' : '' }, inlines(e.elements))
}

// A list's numbering goes on where an earlier one of the same indent stopped.
function list(e) {
  const ordered = e.style === 'ordered'
  const el = h(ordered ? 'ol' : 'ul', { class: `indent-${Math.min(8, e.indent || 0)}${e.border ? ' border' : ''} style-${(e.indent || 0) % 3}` },
    (e.elements || []).map((section) => h('li', null, part(section, true))))
  if (ordered && e.offset) el.start = e.offset + 1
  return el
}

function part(e, inList) {
  switch (e.type) {
    case 'rich_text_section': return h(inList ? 'span' : 'div.rt-section', null, inlines(e.elements))
    case 'rich_text_list': return list(e)
    case 'rich_text_quote': return quoteOrCode('blockquote', e)
    case 'rich_text_preformatted': return quoteOrCode('pre', e)
    default: return h('div.rt-section', null, inline(e))
  }
}

/** richText draws a rich_text block, or a table cell or title of that shape. */
export const richText = (block) => h('div.rich-text', null, (block.elements || []).map((e) => part(e)))

/** richWords is a rich text's plain words, for names and sorting. */
export function richWords(block) {
  return (block?.elements || []).map((e) => (e.elements ? richWords(e) : e.text || e.name || e.value || '')).join('')
}
