// composer.js: the box for messages and commands, with completion and history.

import { h, icon, replace, uid } from './dom.js'
import { post } from './api.js'
import { menu, say } from './overlay.js'
import { emoji, emojiNames } from './emoji.js'
import { world, personName, tags, mine } from './world.js'

const drafts = new Map()

const past = () => { try { return JSON.parse(sessionStorage.getItem(`said ${world.me}`)) || [] } catch { return [] } }
function keep(text) {
  const list = [...past().filter((x) => x !== text), text].slice(-50)
  try { sessionStorage.setItem(`said ${world.me}`, JSON.stringify(list)) } catch { /* private mode */ }
}

const starts = (word, typed) => word.toLowerCase().startsWith(typed.toLowerCase())

// completions says what fits what stands before the caret: {from, items}.
function completions(before) {
  const command = /^\/\S*$/.exec(before)
  if (command) return { from: 0, items: world.commands.filter((c) => starts(c.command, before)).map((c) => ({ put: c.command + ' ', label: c.command, hint: [c.usage_hint, c.description].filter(Boolean).join(' — ') })) }
  const m = /(?:^|\s)([@#:])([\w.+-]*)$/.exec(before)
  if (!m || (m[1] === ':' && m[2].length < 2)) return null
  const from = before.length - m[2].length - 1
  const [kind, typed] = [m[1], m[2]]
  if (kind === '@') return { from, items: [...world.people.values()].filter((p) => !p.deleted && (starts(p.name, typed) || starts(personName(p.id), typed))).map((p) => ({ put: `@${p.name} `, label: '@' + p.name, hint: [p.real_name, ...tags(p)].join(', ') })) }
  if (kind === '#') return { from, items: [...world.channels.values()].filter((c) => !c.im && (!c.private || mine(c)) && starts(c.name, typed)).map((c) => ({ put: `#${c.name} `, label: '#' + c.name, hint: c.private ? 'private' : '' })) }
  return { from, items: emojiNames().filter((n) => n.includes(typed)).slice(0, 8).map((n) => ({ put: `:${n}: `, label: `${emoji(n)} :${n}:` })) }
}

/** Composer is one box; `place` gives {channel, name, thread_ts?} at the time of sending. */
export class Composer {
  constructor(place, { thread = false, onSent } = {}) {
    this.place = place
    this.thread = thread
    this.onSent = onSent
    this.back = -1
    this.items = []
    this.error = h('div.composer-error', { role: 'alert', hidden: true })
    this.hint = h('div.composer-hint', { 'aria-live': 'polite' })
    const listID = uid('complete')
    this.list = h('div.completions', { id: listID, role: 'listbox', 'aria-label': 'Completions', hidden: true })
    this.text = h('textarea', { rows: '1', 'aria-haspopup': 'listbox', 'aria-controls': listID, 'aria-autocomplete': 'list', 'aria-label': 'Message', enterkeyhint: 'send', spellcheck: 'true' })
    this.go = h('button.quiet.send', { type: 'button', 'aria-label': 'Send', title: 'Send (Enter)', onclick: () => this.send() }, icon('send'))
    this.node = h('div.composer', null, this.list, h('div.frame', null, this.text, h('div.row', null, this.extras(), h('span.grow'), this.hint, this.go)), this.error)
    this.text.addEventListener('input', () => this.changed())
    this.text.addEventListener('keydown', (event) => this.key(event))
    // Some input methods send the line break apart from the key that was taken.
    this.text.addEventListener('keypress', (event) => { if (event.key === 'Enter' && !event.shiftKey) event.preventDefault() })
    this.text.addEventListener('blur', () => this.offer(null))
  }

  extras() {
    const bolt = h('button.quiet', { type: 'button', 'aria-label': 'Shortcuts', title: 'Shortcuts', 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => this.shortcuts(bolt) }, icon('bolt'))
    const input = h('input', { type: 'file', hidden: true, onchange: () => this.upload(input) })
    const clip = h('button.quiet', { type: 'button', 'aria-label': 'Attach a file', title: 'Attach a file', onclick: () => input.click() }, icon('clip'))
    return this.thread ? [] : [clip, input, bolt]
  }

  shortcuts(anchor) {
    const items = world.shortcuts.filter((x) => x.type === 'global').map((x) => ({ label: x.name, hint: x.description, run: () => this.tell(post('/control/shortcut', { user: world.me, name: x.name, callback_id: x.callback_id })) }))
    const commands = world.commands.map((c) => ({ label: c.command, hint: c.description, run: () => { this.set(c.command + ' '); this.text.focus() } }))
    menu(anchor, [...items, ...(items.length && commands.length ? [null] : []), ...commands, ...(items.length + commands.length ? [] : [{ label: 'No shortcuts or commands yet' }])], 'Shortcuts and commands')
  }

  async upload(input) {
    const [file] = input.files
    input.value = ''
    if (file) await this.tell(post('/control/upload', { user: world.me, channel: this.place().channel, name: file.name, content: await file.text() }))
  }

  async tell(request) {
    const answer = await request
    this.fail(answer.ok ? '' : answer.error || 'That did not work.')
    return answer
  }

  /** moved is called when the box belongs to another place: its draft comes back. */
  moved(key, label) {
    if (this.at) drafts.set(this.at, this.text.value)
    this.at = key
    this.back = -1
    this.fail('')
    this.text.placeholder = label
    this.text.setAttribute('aria-label', label)
    this.set(drafts.get(key) || '')
  }

  set(text) {
    this.text.value = text
    this.grow()
    this.usage()
  }

  grow() {
    this.text.style.height = 'auto'
    this.text.style.height = `${Math.min(this.text.scrollHeight, 240)}px`
    this.go.classList.toggle('ready', this.text.value.trim() !== '')
  }

  usage() {
    const typed = this.text.value.split(' ')[0]
    const c = this.text.value.includes(' ') && world.commands.find((x) => x.command === typed)
    this.hint.textContent = c && c.usage_hint ? c.usage_hint : ''
  }

  changed() {
    this.back = -1
    this.grow()
    this.usage()
    this.offer(completions(this.text.value.slice(0, this.text.selectionStart)))
  }

  offer(found) {
    this.items = found?.items.slice(0, 10) || []
    this.from = found?.from
    this.chosen = 0
    this.list.hidden = !this.items.length
    replace(this.list, this.items.map((item, i) => h('div.option', { id: `${this.list.id}-${i}`, role: 'option', onpointerdown: (e) => { e.preventDefault(); this.take(i) } }, h('b', null, item.label), item.hint && h('small', null, item.hint))))
    this.point(0)
  }

  point(n) {
    this.chosen = n
    ;[...this.list.children].forEach((el, i) => { el.classList.toggle('active', i === n); el.setAttribute('aria-selected', String(i === n)) })
    if (this.items.length) { this.text.setAttribute('aria-activedescendant', `${this.list.id}-${n}`); this.list.children[n]?.scrollIntoView({ block: 'nearest' }) }
    else this.text.removeAttribute('aria-activedescendant')
  }

  take(n) {
    const after = this.text.value.slice(this.text.selectionStart)
    const head = this.text.value.slice(0, this.from) + this.items[n].put
    this.set(head + after.replace(/^ /, ''))
    this.text.setSelectionRange(head.length, head.length)
    this.offer(null)
    this.text.focus()
  }

  key(event) {
    if (event.isComposing) return
    if (this.items.length && this.complete(event)) { event.preventDefault(); event.stopPropagation(); return }
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); this.send() }
    else if (event.key === 'ArrowUp' && (this.text.value === '' || this.back >= 0)) this.recall(event, 1)
    else if (event.key === 'ArrowDown' && this.back >= 0) this.recall(event, -1)
  }

  // complete handles the keys that belong to an open list of completions.
  complete(event) {
    const n = this.items.length
    const whole = this.items[this.chosen]?.put.trim() === this.text.value.slice(this.from).trim()
    if (event.key === 'ArrowDown') this.point((this.chosen + 1) % n)
    else if (event.key === 'ArrowUp') this.point((this.chosen - 1 + n) % n)
    else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey && !whole)) this.take(this.chosen)
    else if (event.key === 'Escape') this.offer(null)
    else return false
    return true
  }

  recall(event, step) {
    const list = past()
    const to = this.back + step
    if (to >= list.length) return
    event.preventDefault()
    this.set(to < 0 ? '' : list[list.length - 1 - to])
    this.back = Math.max(-1, to)
    this.text.setSelectionRange(this.text.value.length, this.text.value.length)
  }

  async send() {
    const text = this.text.value.trim()
    if (!text) return
    if (this.thread && text.startsWith('/')) { this.fail(`${text.split(' ')[0]} is not supported in threads. Sorry!`); return }
    this.offer(null)
    this.set('')
    drafts.delete(this.at)
    keep(text)
    this.back = -1
    this.fail('')
    this.node.classList.add('busy')
    const { channel, thread_ts: threadTS } = this.place()
    const answer = await post('/control/type', { user: world.me, channel, text, ...(threadTS ? { thread_ts: threadTS } : {}) })
    this.node.classList.remove('busy')
    if (!answer.ok) {
      this.fail(answer.error || 'The message was not sent.')
      if (answer.offline && !this.text.value) this.set(text)
    }
    this.onSent?.(answer)
  }

  fail(text) {
    this.error.hidden = !text
    replace(this.error, text && icon('warn', 15), text)
    if (text) say(text)
  }
}
