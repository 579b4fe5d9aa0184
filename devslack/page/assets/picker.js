// picker.js: one combobox for every select that Block Kit knows: static, external,
// users, channels and conversations, single or multi.

import { h, icon, uid, replace } from './dom.js'
import { place } from './overlay.js'

/**
 * Picker is a select. `load(typed)` gives groups [{label, options}], an option
 * being {value, label, hint?}, or {error}. `onChange(options)` hears each change.
 */
export class Picker {
  constructor({ id = uid('pick'), name, describedby, placeholder = '', load, chosen = [], multi = false, max = 0, minQuery = 0, clearable = true, onChange }) {
    Object.assign(this, { name, placeholder, load, multi, max, minQuery, clearable, onChange })
    this.picked = chosen.slice()
    this.shown = [] // the options on the list, with their elements
    this.active = -1 // which of them Enter takes
    this.turn = 0 // counts the questions to load: only the newest answer counts
    this.build(id, describedby)
    this.draw()
  }

  build(id, describedby) {
    const listID = uid('list')
    this.chips = h('span.chips')
    this.input = h('input', { id, type: 'text', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-controls': listID, 'aria-autocomplete': 'list', 'aria-label': this.name, 'aria-describedby': describedby })
    this.clear = h('button.quiet.clear', { type: 'button', 'aria-label': 'Clear the choice', onclick: () => { this.set([]); this.focus() } }, icon('close', 14))
    this.list = h('div.listbox', { id: listID, role: 'listbox', 'aria-label': this.name || 'Options', 'aria-multiselectable': this.multi ? 'true' : null })
    this.list.popover = 'manual'
    this.node = h('div.picker', null, this.chips, this.input, this.clear, h('span.arrow', null, icon('down', 14)), this.list)
    this.input.addEventListener('click', () => { this.input.select(); this.open('') })
    this.input.addEventListener('input', () => this.open(this.input.value))
    this.input.addEventListener('blur', () => this.shut())
    this.input.addEventListener('keydown', (event) => this.key(event))
  }

  /** get gives the options that are picked. */
  get() { return this.picked }

  focus() { this.input.focus() }

  set(options) {
    this.picked = options
    this.draw()
    this.onChange?.(options)
  }

  draw() {
    this.clear.hidden = this.multi || !this.picked.length || !this.clearable
    this.input.placeholder = this.multi && this.picked.length ? '' : this.placeholder
    if (!this.multi) this.input.value = this.picked[0]?.label || ''
    replace(this.chips, this.multi ? this.picked.map((o) => this.chip(o)) : [])
  }

  chip(o) {
    const drop = () => { this.set(this.picked.filter((p) => p !== o)); this.focus() }
    return h('span.chip', null, o.label, h('button.quiet', { type: 'button', 'aria-label': `Remove ${o.label}`, onclick: drop }, icon('close', 12)))
  }

  isOpen() { return this.list.matches(':popover-open') }

  shut() {
    this.turn++
    if (this.isOpen()) this.list.hidePopover()
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
    this.input.value = this.multi ? '' : this.picked[0]?.label || ''
  }

  async open(typed) {
    if (!this.isOpen()) this.list.showPopover()
    this.input.setAttribute('aria-expanded', 'true')
    const turn = ++this.turn
    if (typed.length < this.minQuery) {
      this.message(`Type at least ${this.minQuery} character${this.minQuery === 1 ? '' : 's'}`)
      return
    }
    const slow = setTimeout(() => turn === this.turn && this.message('Looking…'), 120)
    const groups = await this.load(typed).catch(() => ({ error: 'The list could not be loaded' }))
    clearTimeout(slow)
    if (turn !== this.turn) return
    if (groups.error) this.message(groups.error)
    else this.show(groups)
  }

  message(text) {
    this.shown = []
    replace(this.list, h('div.none', { role: 'presentation' }, text))
    place(this.list, this.node, { wide: true })
  }

  show(groups) {
    this.shown = []
    replace(this.list, groups.filter((g) => g.options.length).map((g) => {
      const rows = g.options.map((o) => this.row(o))
      return g.label ? h('div', { role: 'group', 'aria-label': g.label }, h('div.group', { 'aria-hidden': 'true' }, g.label), rows) : rows
    }))
    if (!this.shown.length) { this.message('Nothing fits'); return }
    place(this.list, this.node, { wide: true })
    this.point(Math.max(0, this.shown.findIndex(({ o }) => this.has(o))))
  }

  has(o) { return this.picked.some((p) => p.value === o.value) }

  row(o) {
    const el = h('div.option', { id: uid('o'), role: 'option', 'aria-selected': String(this.has(o)), onpointerdown: (e) => { e.preventDefault(); this.take(o) } },
      o.label, o.hint && h('small', null, o.hint), this.has(o) && icon('check', 14))
    this.shown.push({ o, el })
    return el
  }

  point(n) {
    this.shown[this.active]?.el.classList.remove('active')
    this.active = n
    const el = this.shown[n]?.el
    if (!el) return
    el.classList.add('active')
    el.scrollIntoView({ block: 'nearest' })
    this.input.setAttribute('aria-activedescendant', el.id)
  }

  take(o) {
    if (!this.multi) { this.set([o]); this.shut(); return }
    const off = this.has(o)
    if (!off && this.max && this.picked.length >= this.max) { this.message(`At most ${this.max} can be chosen`); return }
    this.input.value = ''
    this.set(off ? this.picked.filter((p) => p.value !== o.value) : [...this.picked, o])
    this.open('')
  }

  key(event) {
    const open = this.isOpen()
    if (event.key === 'Escape' && open) { event.preventDefault(); event.stopPropagation(); this.shut() }
    else if (event.key === 'Enter' && open && this.shown[this.active]) { event.preventDefault(); this.take(this.shown[this.active].o) }
    else if (event.key === 'Backspace' && this.multi && !this.input.value && this.picked.length) this.set(this.picked.slice(0, -1))
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.step(event, event.key === 'ArrowDown' ? 1 : -1)
  }

  step(event, by) {
    event.preventDefault()
    if (!this.isOpen()) this.open('')
    else if (this.shown.length) this.point((this.active + by + this.shown.length) % this.shown.length)
  }
}
