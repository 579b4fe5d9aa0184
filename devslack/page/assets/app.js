// app.js: ties the page together. The address says who looks at what:
// #/alice/payables, #/alice/@bob, #/alice/@owed/home, #/alice/payables/thread/TS.

import { h, icon, avatar, replace } from './dom.js'
import { get, post, listen } from './api.js'
import { world, learn, become, person, personName, channel, channelName, otherIn, mine, address } from './world.js'
import { MessageList } from './messages.js'
import { Composer } from './composer.js'
import { Drawer } from './dev.js'
import { blocks } from './blockkit.js'
import { syncView, dropView, viewContext } from './modal.js'
import { drawSide, jump } from './sidebar.js'
import { say } from './overlay.js'

const $ = (id) => document.getElementById(id)
const at = { channel: null, app: null, home: false, thread: null }
const unread = new Set()
let source = null
let dev = null
let seen = null // newest message known in this place, for the live region

const composer = new Composer(() => ({ channel: at.channel }), { onSent: () => loadMessages() })
const replyBox = new Composer(() => ({ channel: at.channel, thread_ts: at.thread }), { thread: true, onSent: () => loadMessages() })
const onShortcut = async (x, m) => {
  const answer = await post('/control/shortcut', { user: world.me, name: x.name, callback_id: x.callback_id, channel: at.channel, ts: m.ts })
  composer.fail(answer.ok ? '' : answer.error)
}
const main = new MessageList($('scroll'), { name: 'main', onThread: (ts) => { location.hash = `${placeHash()}/thread/${ts}`; replyBox.text.focus() }, onShortcut, begin })
const threadScroll = h('div.scroll-y')
const thread = new MessageList(threadScroll, { name: 'thread', onShortcut })
const home = h('div.home')

// begin says where one is, above the first message.
function begin() {
  const c = channel(at.channel)
  const name = at.app ? at.app.name : !c ? 'nobody' : c.im ? personName(otherIn(c).id) : '#' + channelName(c)
  return [h('strong', null, name), `This is the beginning of what was said ${c && !c.im ? 'here' : `between you and ${name}`}. Type / for commands.`]
}

// ---- where we are ----

function placeHash(who = person(world.me).name) {
  if (at.app) return `#/${encodeURIComponent(who)}/@${encodeURIComponent(person(at.app.bot_user).name)}${at.home ? '/home' : ''}`
  const c = channel(at.channel)
  return c ? address(c, who) : `#/${encodeURIComponent(who)}`
}

// hashFor is the same place seen by somebody else, or their first channel.
function hashFor(name) {
  const other = [...world.people.values()].find((p) => p.name === name)
  const c = channel(at.channel)
  if (at.app || (c && !c.im && (c.members || []).includes(other?.id))) return placeHash(name)
  return `#/${encodeURIComponent(name)}`
}

const find = (map, word) => [...map.values()].find((x) => x.name === word) || map.get(word)

function directWith(name) {
  const p = find(world.people, name)
  return p && [...world.channels.values()].find((c) => c.im && mine(c) && (c.members || []).includes(p.id) && (p.id !== world.me || c.members.length === 1))
}

// resolve turns the address into a place; what is not there becomes the first channel.
function resolve(place, rest) {
  Object.assign(at, { channel: null, app: null, home: false, thread: null })
  if (place?.startsWith('@')) {
    const p = find(world.people, place.slice(1))
    at.app = (p && world.apps.find((a) => a.bot_user === p.id)) || null
    at.home = Boolean(at.app) && rest[0] === 'home'
    at.channel = directWith(place.slice(1))?.id || (at.app ? '@' + p.name : null)
  } else if (place) {
    const c = find(world.channels, place)
    if (c && (mine(c) || (!c.private && !c.im))) at.channel = c.id
  }
  if (!at.channel) at.channel = ([...world.channels.values()].filter((c) => mine(c) && !c.im).sort((a, b) => b.members.length - a.members.length)[0] || [...world.channels.values()].find(mine))?.id || null
  if (rest[0] === 'thread' && rest[1]) at.thread = rest[1]
}

async function route() {
  const [who, place, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  const me = find(world.people, who || '') || find(world.people, world.default) || [...world.people.values()].find((p) => !p.bot)
  if (!me) return
  const before = JSON.stringify([world.me, at.channel, at.home])
  const changed = me.id !== world.me
  if (changed) { dropView(); become(me.id); unread.clear(); follow() }
  const oldThread = at.thread
  resolve(place, rest)
  const moved = JSON.stringify([world.me, at.channel, at.home]) !== before
  if (moved) enter()
  if (moved || oldThread !== at.thread) enterThread(oldThread)
  drawFrame()
  await Promise.all([loadMessages(), at.home && openHome(moved), changed && syncView()])
}

function enter() {
  seen = null
  unread.delete(at.channel)
  main.reset(at.channel)
  const c = channel(at.channel)
  composer.moved(`${world.me} ${at.channel}`, at.app ? `Message ${at.app.name}` : c?.im ? `Message ${personName(otherIn(c).id)}` : `Message #${channelName(c)}`)
  document.body.classList.remove('side-open')
  if (at.home) replace(home)
}

function enterThread(before) {
  $('thread').hidden = !at.thread
  thread.reset(at.channel)
  if (!at.thread) { if (before) composer.text.focus({ preventScroll: true }); return }
  replyBox.moved(`${world.me} ${at.channel} ${at.thread}`, 'Reply…')
  const close = h('button.quiet', { type: 'button', 'aria-label': 'Close the thread', onclick: () => { location.hash = placeHash() } }, icon('close'))
  replace($('thread'), h('header', null, h('h2', null, 'Thread'), close), threadScroll, replyBox.node)
}

// ---- what is drawn around the messages ----

function title() {
  if (at.app) return [avatar(person(at.app.bot_user), 24), h('h1', null, at.app.name), tabs()]
  const c = channel(at.channel)
  if (!c) return [h('h1', null, 'Nowhere to go')]
  if (c.im) return [avatar(otherIn(c), 24), h('h1', null, personName(otherIn(c).id))]
  const note = [c.private && 'private', c.shared && 'shared with another company', plural((c.members || []).length, 'member')].filter(Boolean).join(' · ')
  const names = (c.members || []).map((id) => personName(id) + (person(id).guest ? ' (guest)' : '') + (person(id).stranger ? ' (other company)' : '')).join(', ')
  return [icon(c.private ? 'lock' : 'hash'), h('h1', null, channelName(c)), h('span.small.members', { title: names }, note)]
}

const plural = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`

function tabs() {
  const base = `#/${encodeURIComponent(person(world.me).name)}/@${encodeURIComponent(person(at.app.bot_user).name)}`
  const tab = (label, href, on) => h('a.tab', { href, 'aria-current': on ? 'page' : null }, label)
  return h('nav.tabs', { 'aria-label': 'App' }, at.app.home !== false && tab('Home', `${base}/home`, at.home), tab('Messages', base, !at.home))
}

function drawFrame() {
  const c = channel(at.channel)
  document.title = `${at.app ? at.app.name : c?.im ? personName(otherIn(c).id) : '#' + channelName(c)} · ${person(world.me).name} · ${world.team.name}`
  replace($('top'), h('button.quiet.burger', { type: 'button', 'aria-label': 'Open the sidebar', 'aria-controls': 'side', onclick: openSide }, icon('menu')), title(), h('span.grow'), dev.button)
  $('composer').hidden = at.home
  home.hidden = !at.home
  main.list.hidden = at.home
  drawSidebar()
}

function drawSidebar() {
  drawSide($('side'), { here: at.app?.bot_user || at.channel, unread, hashFor, onJump: jump, onTheme: turnTheme })
}

function openSide() {
  document.body.classList.add('side-open')
  $('shade').hidden = false
  $('side').querySelector('[aria-current], a')?.focus()
}

function closeSide() {
  document.body.classList.remove('side-open')
  $('shade').hidden = true
}

function turnTheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const now = document.documentElement.dataset.theme || (dark ? 'dark' : 'light')
  setTheme(now === 'dark' ? 'light' : 'dark')
}

function setTheme(theme) {
  if (!theme) return
  document.documentElement.dataset.theme = theme
  try { localStorage.setItem('theme', theme) } catch { /* private mode */ }
}

// ---- what comes from the server ----

let loading = false
let again = false

// loadMessages never runs twice at once: a change meanwhile means one more round.
async function loadMessages() {
  if (loading) { again = true; return }
  loading = true
  try {
    do { again = false; await loadOnce() } while (again)
  } finally { loading = false }
}

async function loadOnce() {
  const place = [world.me, at.channel].join()
  if (!at.channel || at.home) return
  const answer = await get('/ui/messages', { user: world.me, channel: at.channel })
  if (place !== [world.me, at.channel].join()) { again = true; return }
  if (!answer.messages) { if (!answer.offline) composer.fail(answer.error); return }
  const replies = new Map()
  const top = []
  const all = answer.messages.flatMap((m) => [m, ...(m.thread || [])])
  for (const m of all) {
    const inThread = m.thread_ts && m.thread_ts !== m.ts
    if (!inThread || m.subtype === 'thread_broadcast') top.push(m)
    if (inThread) replies.set(m.thread_ts, [...(replies.get(m.thread_ts) || []), m])
  }
  main.show(top, replies)
  if (at.thread) thread.show([...all.filter((m) => m.ts === at.thread), ...(replies.get(at.thread) || [])])
  announce(all.sort((a, b) => a.ts - b.ts))
}

function announce(messages) {
  const last = messages.at(-1)
  if (!last) return
  if (seen !== null && last.ts > seen && last.user !== world.me) say(`${personName(last.user)}${last.ephemeral ? ', only visible to you' : ''}: ${(last.plain || last.text || '').slice(0, 300)}`)
  seen = last.ts
}

const homeKept = new Map()

async function openHome(fresh) {
  if (fresh) await post('/control/home', { user: world.me, tab: 'home' })
  await loadHome()
}

async function loadHome() {
  const me = world.me
  const answer = await get('/ui/home', { user: me })
  if (me !== world.me || !at.home || answer.offline) return
  const view = answer.view
  if (!view) { replace(home, h('p.empty', null, `${at.app.name} has not published a Home tab for you yet.`)); return }
  if (home.dataset.hash === `${me} ${view.hash}` && home.childElementCount) return
  home.dataset.hash = `${me} ${view.hash}`
  replace(home, blocks(view.blocks, viewContext('home', view, homeKept)))
}

function onChange(change) {
  const here = !change.channel || change.channel === at.channel || String(at.channel).startsWith('@')
  dev.touch(change.kind)
  switch (change.kind) {
    case 'message':
    case 'ephemeral':
      if (here) loadMessages()
      else if (!unread.has(change.channel)) { unread.add(change.channel); drawSidebar() }
      if (!channel(change.channel) && change.channel) reboot()
      break
    case 'view': syncView(); break
    case 'home': if (at.home) loadHome(); break
    case 'presence': reboot(); break
    default:
  }
}

function follow() {
  source?.close()
  let lost = false
  source = listen(world.me, onChange, (up) => {
    $('offline').hidden = up
    if (up && lost) { reboot(); syncView(); loadMessages() }
    lost = !up
  })
}

// A page that was left may be kept, with its connection, and a browser has only six for all its tabs.
addEventListener('pagehide', () => source?.close())
addEventListener('pageshow', (event) => { if (event.persisted && world.me) { follow(); reboot(); syncView(); loadMessages() } })

async function reboot() {
  const boot = await get('/ui/boot')
  if (!boot.people) return false
  learn(boot)
  world.default = boot.me_default
  if (world.me && $('top').childElementCount) { become(world.me); drawFrame() }
  return true
}

function keys(event) {
  const ctrl = event.ctrlKey || event.metaKey
  if (ctrl && event.key.toLowerCase() === 'k') { event.preventDefault(); if (!document.querySelector('dialog[open]')) jump() }
  else if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) escape()
  else if (event.key === '/' && !event.target.closest('input,textarea,select,dialog')) { event.preventDefault(); composer.text.focus() }
}

function escape() {
  if (document.body.classList.contains('side-open')) closeSide()
  else if (dev.isOpen && $('dev').contains(document.activeElement)) dev.toggle(false)
  else if (at.thread) location.hash = placeHash()
}

async function start() {
  try { setTheme(localStorage.getItem('theme')) } catch { /* private mode */ }
  const count = h('span.count', { hidden: true })
  const button = h('button.quiet.dev', { type: 'button', 'aria-label': 'Developer drawer', title: 'Developer drawer', 'aria-expanded': 'false', 'aria-controls': 'dev' }, icon('code'), count)
  dev = new Drawer($('dev'), button, count)
  $('composer').append(composer.node)
  $('scroll').append(home)
  $('shade').addEventListener('click', closeSide)
  $('side').addEventListener('click', (e) => e.target.closest('a') && closeSide())
  addEventListener('hashchange', route)
  addEventListener('keydown', keys)
  while (!(await reboot())) {
    $('offline').hidden = false
    await new Promise((done) => { setTimeout(done, 1000) })
  }
  $('offline').hidden = true
  await route()
  dev.load()
  document.body.classList.add('ready')
  if (matchMedia('(hover: hover)').matches) composer.text.focus()
}

start()
