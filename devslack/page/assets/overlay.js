// overlay.js: what floats above the page: menus, pop-ups, dialogs.

import { h, icon, uid } from './dom.js'
import { plainText, textObject } from './mrkdwn.js'

/** place puts a popover under its anchor, above it where there is more room. */
export function place(box, anchor, { right = false, wide = false } = {}) {
  const a = anchor.getBoundingClientRect()
  const gap = 4
  if (wide) box.style.minWidth = `${Math.max(a.width, 180)}px`
  const below = innerHeight - a.bottom - gap - 8
  const above = a.top - gap - 8
  const up = below < Math.min(box.scrollHeight, 240) && above > below
  box.style.maxHeight = `${Math.max(120, Math.min(360, up ? above : below))}px`
  const width = box.offsetWidth
  const left = right ? a.right - width : a.left
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  if (up) { box.style.top = 'auto'; box.style.bottom = `${innerHeight - a.top + gap}px` }
  else { box.style.bottom = 'auto'; box.style.top = `${a.bottom + gap}px` }
}

/** popover shows a box beside its anchor until somebody clicks elsewhere or presses Esc. */
export function popover(anchor, box, { onClose, ...where } = {}) {
  box.popover = 'auto'
  anchor.after(box)
  box.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return
    box.remove()
    onClose?.()
  })
  box.showPopover()
  place(box, anchor, where)
  return () => box.isConnected && box.hidePopover()
}

// moveBy lets the arrow keys walk over the items that `find` gives.
function moveBy(event, find) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const items = find()
  if (!items.length) return false
  const at = items.indexOf(document.activeElement)
  let next
  if (step) next = (at + step + items.length) % items.length
  else if (event.key === 'Home') next = 0
  else if (event.key === 'End') next = items.length - 1
  else return false
  event.preventDefault()
  items[next].focus()
  return true
}

/** menu opens a list of actions: [{label, hint, danger, href, run}] or null for a line. */
export function menu(anchor, items, name) {
  const box = h('div.menu', { role: 'menu', 'aria-label': name })
  let shut = () => {}
  for (const item of items) {
    if (!item) { box.append(h('div.line', { role: 'separator' })); continue }
    const props = { role: 'menuitem', tabindex: -1, class: item.danger ? 'danger' : '', onclick: () => { shut(); anchor.focus(); item.run?.() } }
    const body = [h('span', null, item.label), item.hint && h('small', null, item.hint)]
    box.append(item.href ? h('a.item', { ...props, href: item.href, target: '_blank', rel: 'noopener noreferrer' }, body) : h('button.item', { type: 'button', ...props }, body))
  }
  const entries = () => [...box.querySelectorAll('[role=menuitem]')]
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') shut()
    else moveBy(event, entries)
  })
  anchor.setAttribute('aria-expanded', 'true')
  shut = popover(anchor, box, { right: true, onClose: () => anchor.setAttribute('aria-expanded', 'false') })
  entries()[0]?.focus()
}

/** dialog opens a modal box; the browser keeps the rest of the page out of reach. */
export function dialog({ title, body, foot, className = '', onCancel, lead }) {
  const head = uid('title')
  const box = h('dialog', { class: className, 'aria-labelledby': head },
    h('header', null, lead, h('h2', { id: head }, title),
      h('button.quiet', { type: 'button', 'aria-label': 'Close', onclick: () => onCancel?.('x') }, icon('close'))),
    h('div.body', { tabindex: -1 }, body), foot && h('footer', null, foot))
  box.addEventListener('cancel', (event) => { event.preventDefault(); onCancel?.('esc') })
  box.addEventListener('keydown', (event) => trap(event, box))
  box.addEventListener('close', () => box.remove())
  document.body.append(box)
  box.showModal()
  return box
}

// trap keeps Tab going round inside the dialog.
function trap(event, box) {
  if (event.key !== 'Tab') return
  const able = [...box.querySelectorAll('button,[href],input,select,textarea,[tabindex="0"]')].filter((el) => !el.disabled && el.offsetParent !== null)
  if (!able.length) return
  const [first, last] = [able[0], able.at(-1)]
  const at = document.activeElement
  if (event.shiftKey && (at === first || !able.includes(at))) { event.preventDefault(); last.focus() }
  else if (!event.shiftKey && at === last) { event.preventDefault(); first.focus() }
}

/** ask shows a Block Kit confirm object; true when the person goes on. */
export function ask(confirm) {
  if (!confirm) return Promise.resolve(true)
  return new Promise((resolve) => {
    const done = (yes) => { box.close(); resolve(yes) }
    const yes = h(`button.button.${confirm.style === 'danger' ? 'danger' : 'primary'}`, { type: 'button', onclick: () => done(true) }, plainText(confirm.confirm) || 'Yes')
    const no = h('button.button', { type: 'button', onclick: () => done(false) }, plainText(confirm.deny) || 'Cancel')
    const box = dialog({ title: plainText(confirm.title) || 'Are you sure?', body: textObject(confirm.text), foot: [no, yes], className: 'narrow', onCancel: () => done(false) })
    yes.focus()
  })
}

let region = null
/** say tells screen readers what has just happened. */
export function say(text) {
  region ||= document.getElementById('live')
  region.textContent = ''
  setTimeout(() => { region.textContent = text }, 50)
}
