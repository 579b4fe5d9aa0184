// messages.js: a list of messages: rows, day lines, threads' summaries. A row is
// redrawn only when its message changed, so that what is being typed, chosen or
// focused in the others stays.

import { h, icon, avatar, link, safeURL } from './dom.js'
import { post } from './api.js'
import { emoji } from './emoji.js'
import { blocks } from './blockkit.js'
import { mrkdwn, emojiNode } from './mrkdwn.js'
import { imageNode } from './image.js'
import { menu } from './overlay.js'
import { acts } from './modal.js'
import { world, person, personName, tags } from './world.js'
import { clock, fullTime, iso, dayKey, dayTitle } from './dates.js'

const seconds = (ts) => parseFloat(ts)

function messageContext(m, channelID) {
  return { surface: 'message', channel: channelID, ts: m.ts, state: m.state, ...acts(() => ({ user: world.me, channel: channelID, ts: m.ts })) }
}

function author(m) {
  const p = person(m.user)
  if (!m.username) return p
  return { ...p, real_name: m.username, name: m.username, display_name: m.username, bot: true }
}

function attachment(a, ctx) {
  const color = { good: 'var(--good)', warning: 'var(--warn)', danger: 'var(--bad)' }[a.color] || (/^#?[0-9a-f]{6}$/i.test(a.color || '') ? '#' + a.color.replace('#', '') : '')
  return h('div.attachment', { css: color ? { 'border-color': color } : {} },
    a.pretext && h('div', null, mrkdwn(a.pretext)), a.author_name && h('div.small', null, a.author_name),
    a.title && h('strong', null, a.title_link ? link(a.title_link, a.title) : a.title),
    a.blocks ? blocks(a.blocks, ctx) : h('div.text', null, mrkdwn(a.text || a.fallback || '')),
    a.fields && h('div.fields', null, a.fields.map((f) => h('div', null, h('strong', null, f.title), h('br'), mrkdwn(f.value)))),
    a.footer && h('div.small', null, a.footer))
}

function file(f) {
  const url = safeURL(f.url_private || f.permalink || f.url)
  const kind = String(f.mimetype || '')
  if (url && kind.startsWith('image/')) return h('div.file-image', null, imageNode({ image_url: url, alt_text: f.title || f.name }, 'big'))
  const body = [icon('file', 22), h('span', null, h('strong', null, f.title || f.name || 'a file'), h('small', null, [f.pretty_type || f.filetype, f.size && `${f.size.toLocaleString('en')} bytes`].filter(Boolean).join(' · ')))]
  return url ? h('a.file', { href: url, target: '_blank', rel: 'noopener noreferrer' }, body) : h('div.file', null, body)
}

function react(m, where, name, remove = false) {
  return post('/control/react', { user: world.me, channel: where.channel, ts: m.ts, name, remove })
}

function reactions(m, where) {
  return h('div.reactions', null, m.reactions.map((r) => {
    const own = (r.users || []).includes(world.me)
    const title = `${(r.users || []).map(personName).join(', ')} reacted with :${r.name}:`
    return h('button.reaction', { type: 'button', 'aria-pressed': String(own), 'aria-label': title, title, onclick: () => react(m, where, r.name, own) }, emojiNode(r.name), h('b', null, String(r.count ?? r.users?.length ?? 1)))
  }))
}

function reactMenu(anchor, m, where) {
  const offered = ['white_check_mark', '+1', 'eyes', 'tada', 'thinking_face', 'warning', 'x']
  menu(anchor, offered.map((name) => ({ label: `${emoji(name)}  :${name}:`, run: () => react(m, where, name) })), 'React')
}

// tablesLast: Slack shows a message's table under everything else.
const tablesLast = (list) => [...list.filter((b) => b.type !== 'table'), ...list.filter((b) => b.type === 'table')]

function content(m, ctx) {
  const edited = m.edited && h('span.edited', { title: m.edited.ts ? fullTime(seconds(m.edited.ts)) : null }, ' (edited)')
  if (m.blocks?.length) return [blocks(tablesLast(m.blocks), ctx), edited]
  return h('div.text', null, mrkdwn(m.text), edited)
}

/** messageMenu lists what can be done with a message: the apps' message shortcuts first. */
function messageMenu(anchor, m, where) {
  const items = world.shortcuts.filter((x) => x.type === 'message').map((x) => ({ label: x.name, hint: x.app || x.description, run: () => where.onShortcut(x, m) }))
  const copy = (text) => () => navigator.clipboard?.writeText(text).catch(() => {})
  if (items.length) items.push(null)
  if (!m.ephemeral && where.onThread) items.push({ label: 'Add a reaction…', run: () => reactMenu(anchor, m, where) }, { label: 'Reply in thread', run: () => where.onThread(m.thread_ts || m.ts) })
  if (m.permalink) items.push({ label: 'Copy link', run: copy(m.permalink) })
  items.push({ label: 'Copy text', run: copy(m.plain || m.text || '') }, { label: 'Copy as JSON', run: copy(JSON.stringify(m, null, 2)) })
  menu(anchor, m.ephemeral ? items.filter((x) => x && !world.shortcuts.some((s) => s.name === x.label)) : items, 'Message actions')
}

function tools(m, where) {
  const more = h('button.quiet', { type: 'button', 'aria-label': 'More message actions', title: 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => messageMenu(more, m, where) }, icon('more'))
  const reply = !m.ephemeral && where.onThread && h('button.quiet', { type: 'button', 'aria-label': 'Reply in thread', title: 'Reply in thread', onclick: () => where.onThread(m.thread_ts || m.ts) }, icon('thread'))
  return h('div.tools', null, reply, more)
}

function threadLine(m, replies, where) {
  if (!replies?.length || !where.onThread) return null
  const who = [...new Set(replies.map((r) => r.user))].slice(0, 4)
  return h('button.thread-line', { type: 'button', onclick: () => where.onThread(m.ts) }, who.map((id) => avatar(person(id), 22)),
    h('b', null, `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`), h('small', null, `last ${clock(seconds(replies.at(-1).ts))}`))
}

function row(m, compact, replies, where) {
  const p = author(m)
  const t = seconds(m.ts)
  const ctx = messageContext(m, where.channel)
  const time = h('time', { title: fullTime(t), datetime: iso(t) }, clock(t))
  const marks = tags(p).filter((x) => x !== 'admin').map((x) => h('span.badge', null, x))
  const who = p.display_name || p.real_name || p.name
  return h('li.message', { id: `m-${where.name}-${m.ts}`, tabindex: -1, class: [m.ephemeral && 'ephemeral', compact && 'compact', m.pinned && 'pinned'].filter(Boolean).join(' '), 'data-ts': m.ts, 'aria-label': `${who}, ${clock(t)}${m.ephemeral ? ', only visible to you' : ''}` },
    h('div.gutter', null, compact ? time : avatar(p)),
    h('div.content', null,
      m.pinned && h('div.note', null, icon('pin', 13), 'Pinned'),
      m.ephemeral && h('div.note', null, icon('eye', 13), 'Only visible to you'),
      !compact && h('div.who', null, h('strong', { title: p.name }, who), marks, time),
      m.command && h('div.small', null, `${p.bot ? 'in answer to' : 'typed'} `, h('code', null, m.command)),
      h('div.words', null, content(m, ctx)),
      (m.attachments || []).map((a) => attachment(a, ctx)), (m.files || []).map(file),
      m.reactions?.length > 0 && reactions(m, where),
      threadLine(m, replies, where)),
    tools(m, where))
}

const follows = (m, before) => before && !m.ephemeral && !before.ephemeral && !m.pinned && before.user === m.user && before.username === m.username && seconds(m.ts) - seconds(before.ts) < 300 && dayKey(seconds(m.ts)) === dayKey(seconds(before.ts))

/** MessageList keeps one list of messages up to date in an element. */
export class MessageList {
  /** where: {name, onThread?, onShortcut}; the channel is set by `of`. */
  constructor(scroller, where) {
    this.where = where
    this.rows = new Map()
    this.list = h('ol.messages', { 'aria-label': 'Messages' })
    this.scroller = scroller
    this.limit = 150
    this.stick = true
    scroller.append(this.list)
    this.top = 0
    scroller.addEventListener('scroll', () => this.scrolled(), { passive: true })
    this.list.addEventListener('keydown', (event) => this.key(event))
    new ResizeObserver(() => this.grown()).observe(this.list)
    new ResizeObserver(() => this.grown()).observe(scroller)
  }

  // scrolled lets go of the bottom only when the reader goes up: that the list has
  // grown meanwhile, as when a picture arrives, is no wish of the reader's.
  scrolled() {
    const { scrollTop } = this.scroller
    if (this.atBottom()) this.stick = true
    else if (scrollTop < this.top - 2) this.stick = false
    this.top = scrollTop
  }

  atBottom() { return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60 }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight
    this.top = this.scroller.scrollTop
  }

  // grown follows the bottom when list or window change their size.
  grown() {
    if (this.scroller.scrollTop < this.top - 2) this.scrolled()
    if (this.stick) this.toBottom()
  }

  /** reset forgets all rows: another channel or person. */
  reset(channelID) {
    this.where.channel = channelID
    this.rows.clear()
    this.list.replaceChildren()
    this.limit = 150
    this.stick = true
    this.top = 0
  }

  /** show draws `messages` (oldest first); `replies` maps a thread's ts to its replies. */
  show(messages, replies = new Map()) {
    const wanted = []
    const cut = messages.slice(-this.limit)
    if (cut.length < messages.length) wanted.push(this.line('earlier', () => this.earlier(messages, replies)))
    else if (this.where.begin) wanted.push(this.begin())
    let before = null
    for (const m of cut) {
      const day = dayKey(seconds(m.ts))
      if (!before || day !== dayKey(seconds(before.ts))) wanted.push(this.line(day, null, seconds(m.ts)))
      wanted.push(this.row(m, follows(m, before), replies.get(m.ts)))
      before = m
    }
    this.scrolled()
    this.settle(wanted)
    if (this.stick) this.toBottom()
  }

  earlier(messages, replies) {
    const height = this.scroller.scrollHeight
    this.limit += 300
    this.stick = false
    this.show(messages, replies)
    this.scroller.scrollTop += this.scroller.scrollHeight - height
  }

  // begin is what stands above the first message of a place.
  begin() {
    if (!this.rows.has('begin')) this.rows.set('begin', { node: h('li.begin', null, this.where.begin()) })
    return this.rows.get('begin').node
  }

  line(key, run, t) {
    const node = run ? h('li.earlier', null, h('button.button.tiny', { type: 'button', onclick: run }, 'Show earlier messages'))
      : this.rows.get(`day ${key}`)?.node || h('li.day', null, h('span', null, dayTitle(t)))
    if (!run) this.rows.set(`day ${key}`, { node })
    return node
  }

  row(m, compact, replies) {
    const key = (m.ephemeral ? 'e' : 'm') + m.ts
    const sig = JSON.stringify([{ ...m, state: 0, thread: 0 }, compact, replies?.map((r) => r.ts)])
    const old = this.rows.get(key)
    if (old?.sig === sig) return old.node
    const node = row(m, compact, replies, this.where)
    if (old?.node.contains(document.activeElement)) queueMicrotask(() => node.focus({ preventScroll: true }))
    this.rows.set(key, { node, sig })
    return node
  }

  // settle makes the list hold exactly `wanted`, moving as little as possible.
  settle(wanted) {
    const keep = new Set(wanted)
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove()
    wanted.forEach((node, i) => { if (this.list.children[i] !== node) this.list.insertBefore(node, this.list.children[i] || null) })
    const last = this.list.querySelector(':scope > .message:last-child')
    for (const el of this.list.querySelectorAll(':scope > .message[tabindex="0"]')) el.tabIndex = -1
    if (last) last.tabIndex = 0
  }

  key(event) {
    if (!event.target.matches?.('.message')) return
    const all = [...this.list.querySelectorAll(':scope > .message')]
    const at = all.indexOf(event.target)
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined && all[to]) { event.preventDefault(); all[to].focus() }
    else if (event.key === 'Enter' || event.key === '.') { event.preventDefault(); event.target.querySelector('.tools > button:last-of-type')?.click() }
    else if (event.key === 't') event.target.querySelector('.tools > button')?.click()
  }
}
