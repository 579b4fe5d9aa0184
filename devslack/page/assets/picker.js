// picker.js: one combobox for every select that Block Kit knows: static, external,
// users, channels and conversations, single or multi.

import { h, icon, uid, replace } from './dom.js'
import { place } from './overlay.js'

/**
 * picker makes a select. `load(typed)` gives groups [{label, options}], an option
 * being {value, label, draw?, hint?}. `onChange(options)` hears each change.
 */
export function picker({ id = uid('pick'), name, describedby, placeholder, load, chosen = [], multi = false, max = 0, minQuery = 0, clearable = true, onChange }) {
  let picked = chosen.slice()
  let shown = []
  let active = -1
  let asked = 0
  const listID = uid('list')
  const chips = h('span.chips')
  const input = h('input', { id, type: 'text', role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-controls': listID, 'aria-autocomplete': 'list', 'aria-label': name, 'aria-describedby': describedby, placeholder })
  const clear = h('button.quiet.clear', { type: 'button', 'aria-label': 'Clear the choice', onclick: () => { set([]); input.focus() } }, icon('close', 14))
  const list = h('div.listbox', { id: listID, role: 'listbox', 'aria-label': name || 'Options', 'aria-multiselectable': multi ? 'true' : null })
  list.popover = 'manual'
  const root = h('div.picker', null, chips, input, clear, h('span.arrow', null, icon('down', 14)), list)

  function set(options, quiet) {
    picked = options
    draw()
    if (!quiet) onChange?.(picked)
  }
  function draw() {
    clear.hidden = multi || !picked.length || !clearable
    input.placeholder = multi && picked.length ? '' : placeholder || ''
    if (!multi) input.value = picked[0]?.label || ''
    replace(chips, !multi ? [] : picked.map((o) => h('span.chip', null, o.label,
      h('button.quiet', { type: 'button', 'aria-label': `Remove ${o.label}`, onclick: () => { set(picked.filter((p) => p !== o)); input.focus() } }, icon('close', 12)))))
  }
  const isOpen = () => list.matches(':popover-open')
  function shut() {
    if (isOpen()) list.hidePopover()
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
    if (multi) input.value = ''
    else input.value = picked[0]?.label || ''
  }
  async function open(typed) {
    if (!isOpen()) list.showPopover()
    input.setAttribute('aria-expanded', 'true')
    const turn = ++asked
    if (typed.length < minQuery) {
      shown = []
      message(`Type at least ${minQuery} character${minQuery === 1 ? '' : 's'}`)
      return
    }
    const wait = setTimeout(() => turn === asked && message('Looking…'), 120)
    const groups = await load(typed).catch(() => ({ error: 'The list could not be loaded' }))
    clearTimeout(wait)
    if (turn !== asked || !isOpen()) return
    if (groups.error) { shown = []; message(groups.error) } else show(groups)
  }
  function message(text) { replace(list, h('div.none', { role: 'presentation' }, text)); settle() }
  const settle = () => place(list, root, { wide: true })
  function show(groups) {
    shown = []
    replace(list, groups.filter((g) => g.options.length).map((g) => {
      const rows = g.options.map(row)
      return g.label ? h('div', { role: 'group', 'aria-label': g.label }, h('div.group', { 'aria-hidden': 'true' }, g.label), rows) : rows
    }))
    if (!shown.length) return message('Nothing fits')
    settle()
    point(Math.max(0, shown.findIndex(({ o }) => isPicked(o))))
  }
  const isPicked = (o) => picked.some((p) => p.value === o.value)
  function row(o) {
    const el = h('div.option', { id: uid('o'), role: 'option', 'aria-selected': String(isPicked(o)), onpointerdown: (e) => { e.preventDefault(); take(o) } },
      o.draw ? o.draw() : o.label, o.hint && h('small', null, o.hint), isPicked(o) && icon('check', 14))
    shown.push({ o, el })
    return el
  }
  function point(n) {
    shown[active]?.el.classList.remove('active')
    active = n
    const el = shown[n]?.el
    if (!el) return
    el.classList.add('active')
    el.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', el.id)
  }
  function take(o) {
    if (!multi) { set([o]); shut(); return }
    const off = isPicked(o)
    if (!off && max && picked.length >= max) { message(`At most ${max} can be chosen`); return }
    input.value = ''
    set(off ? picked.filter((p) => p.value !== o.value) : [...picked, o])
    open('')
  }
  input.addEventListener('click', () => { input.select(); open('') })
  input.addEventListener('input', () => open(input.value))
  input.addEventListener('blur', shut)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen()) { event.preventDefault(); event.stopPropagation(); shut() }
    else if (event.key === 'Backspace' && multi && !input.value && picked.length) set(picked.slice(0, -1))
    else if (event.key === 'Enter' && isOpen() && shown[active]) { event.preventDefault(); take(shown[active].o) }
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!isOpen()) open('')
      else if (shown.length) point((active + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % shown.length)
    }
  })
  draw()
  return { node: root, get: () => picked, set: (o) => set(o, true), focus: () => input.focus(), input }
}
