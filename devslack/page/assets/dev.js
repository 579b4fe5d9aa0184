// dev.js: the developer drawer: what was sent to the app, how fast it answered,
// what it called, and what it did that Slack would not have taken.

import { h, icon, replace } from './dom.js'
import { get } from './api.js'

const round = (ms) => `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`

const took = (c, limit) => h('span.ms', { class: c.error || c.ms > limit ? 'slow' : '' }, c.kind === 'envelope' && c.error ? c.error : round(c.ms || 0))

// about says in a few words what an envelope carried.
function about(c) {
  const p = readable(c.request)?.payload || readable(c.request) || {}
  return [c.name, p.command ? `${p.command} ${p.text || ''}` : p.event?.type || p.type].filter(Boolean).join(' · ')
}

const kinds = {
  envelopes: { title: 'Envelopes', of: (d) => (d.calls || []).filter((c) => c.kind === 'envelope'), head: (c) => [h('b', null, about(c)), took(c, 3000)], parts: (c) => [['payload', c.request], ['acknowledgement', c.answer]] },
  calls: { title: 'Calls', of: (d) => (d.calls || []).filter((c) => c.kind !== 'envelope'), head: (c) => [h('b', null, c.name), verdict(c), took(c, Infinity)], parts: (c) => [['arguments', c.request], ['answer', c.answer]] },
  findings: { title: 'Findings', of: (d) => d.findings || [], head: (f) => [h('b', { class: f.expected ? '' : 'bad' }, f.kind), h('span', null, f.say), f.expected && h('span.badge', null, 'expected')], parts: (f) => (f.method || f.pointer ? [['in', f.method], ['at', f.pointer]] : []) },
}

function verdict(c) {
  const word = c.error || (readable(c.answer)?.ok === false && (readable(c.answer).error || 'refused'))
  return word ? h('span.bad', null, word) : null
}

function when(at) {
  const date = typeof at === 'number' ? new Date(at > 1e12 ? at : at * 1000) : new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(11, 23)
}

function readable(value) {
  if (typeof value !== 'string') return value
  try { return JSON.parse(value) } catch { return value }
}

const pretty = (value) => { const v = readable(value); return typeof v === 'string' ? v : JSON.stringify(v, (_, x) => (typeof x === 'string' && /^[[{]/.test(x) ? readable(x) : x), 2) }

/** Drawer is the developer drawer and the counter on its button. */
export class Drawer {
  constructor(node, button, count) {
    Object.assign(this, { node, button, count, tab: 'envelopes', filter: '', cache: new Map(), data: {} })
    this.body = h('div.dev-body', { tabindex: 0, role: 'tabpanel', 'aria-label': 'Entries' })
    this.tabs = Object.fromEntries(Object.entries(kinds).map(([key, k]) => [key, h('button', { type: 'button', role: 'tab', onclick: () => this.pick(key) }, k.title)]))
    const search = h('input', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter entries', oninput: () => { this.filter = search.value.toLowerCase(); this.draw() } })
    const bar = h('div.tabs', { role: 'tablist', 'aria-label': 'Developer', onkeydown: (e) => this.arrow(e) }, Object.values(this.tabs))
    replace(node, h('header', null, h('h2', null, 'Developer'), bar, search, h('button.quiet', { type: 'button', 'aria-label': 'Close the developer drawer', onclick: () => this.toggle(false) }, icon('close'))), this.body)
    button.addEventListener('click', () => this.toggle())
    this.pick('envelopes')
  }

  arrow(event) {
    const keys = Object.keys(kinds)
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const to = keys[(keys.indexOf(this.tab) + step + keys.length) % keys.length]
    this.pick(to)
    this.tabs[to].focus()
  }

  get isOpen() { return !this.node.hidden }

  toggle(on = !this.isOpen) {
    this.node.hidden = !on
    this.button.setAttribute('aria-expanded', String(on))
    if (on) { this.load(); this.tabs[this.tab].focus() } else this.button.focus()
  }

  pick(key) {
    this.tab = key
    for (const [k, b] of Object.entries(this.tabs)) { b.setAttribute('aria-selected', String(k === key)); b.tabIndex = k === key ? 0 : -1 }
    this.draw()
  }

  /** touch is called at each change; loads are a third of a second apart. */
  touch(kind) {
    if (!this.isOpen && kind !== 'finding') return
    this.timer ||= setTimeout(() => { this.timer = null; this.load() }, 300)
  }

  async load() {
    const answer = await get('/ui/dev')
    if (!answer.calls && !answer.findings) return
    this.data = answer
    const n = (answer.findings || []).filter((f) => !f.expected).length
    this.count.textContent = String(n)
    this.count.hidden = n === 0
    this.button.setAttribute('aria-label', `Developer drawer, ${n} finding${n === 1 ? '' : 's'}`)
    this.draw()
  }

  draw() {
    if (!this.isOpen) return
    for (const [key, b] of Object.entries(this.tabs)) b.textContent = `${kinds[key].title} ${kinds[key].of(this.data).length}`
    this.tabs.findings.classList.toggle('bad', !this.count.hidden)
    const kind = kinds[this.tab]
    const list = kind.of(this.data).slice(-200).reverse()
    const rows = list.filter((x) => !this.filter || JSON.stringify(x).toLowerCase().includes(this.filter)).map((x) => this.entry(kind, x))
    replace(this.body, rows.length ? rows : h('p.small', null, this.filter ? 'Nothing fits.' : 'Nothing yet.'))
  }

  // entry keeps its node as long as it says the same, so that open ones stay open.
  entry(kind, x) {
    const key = [this.tab, x.at, x.id, x.kind, x.name, x.ms, x.say, x.expected].join()
    if (this.cache.has(key)) return this.cache.get(key)
    const parts = kind.parts(x).filter(([, v]) => v !== undefined && v !== null && v !== '')
    const head = [h('time', null, when(x.at)), ...kind.head(x)]
    const node = parts.length ? h('details.entry', { ontoggle: () => node.open && node.childElementCount === 1 && node.append(...parts.map(([t, v]) => h('div', null, h('small', null, t), h('pre', { tabindex: 0 }, pretty(v))))) }, h('summary', null, head)) : h('div.entry', null, head)
    this.cache.set(key, node)
    return node
  }
}
