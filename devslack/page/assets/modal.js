// modal.js: the modal that is open for a person. The server says which view it
// is; this draws it, keeps what was typed across updates, and sends it.

import { h, icon, replace } from './dom.js'
import { get, post } from './api.js'
import { blocks } from './blockkit.js'
import { dialog, say } from './overlay.js'
import { plainText } from './mrkdwn.js'
import { world } from './world.js'

let open = null // {view, box, ctx, fields, kept, busy}
let memory = new Map() // what was typed, by view: a pushed view does not lose the one below

/** viewContext is what blocks of a view or a Home tab need to act. */
export function viewContext(surface, view, kept = new Map()) {
  const key = (block, el) => `${block.block_id}/${el.action_id}`
  return {
    surface,
    state: view.state?.values,
    fields: new Map(),
    kept,
    remember: (block, el, value) => kept.set(key(block, el), value),
    recall: (block, el) => kept.get(key(block, el)),
    ...acts(() => ({ user: world.me })),
  }
}

/** acts are the calls that an element makes: to press it, to note what was filled in, to ask for options. */
export function acts(where) {
  let noted = Promise.resolve() // notes come before the press that follows them
  const at = (block, el) => ({ ...where(), block_id: block.block_id, action_id: el.action_id })
  const press = (block, el, value, text) => post('/control/press', { ...at(block, el), ...(value === null || value === undefined ? {} : { value }), ...(text ? { text } : {}) })
  return {
    press: async (...args) => { await noted; return press(...args) },
    note: (...args) => { noted = noted.then(() => press(...args)) },
    settled: () => noted,
    suggest: (block, el, typed) => post('/control/suggest', { ...at(block, el), label: plainText(block.label) || plainText(el.placeholder) || el.action_id, typed }),
  }
}

/** syncView asks which modal is open for the person who looks, and shows it. */
export async function syncView() {
  const me = world.me
  const answer = await get('/ui/view', { user: me })
  if (me !== world.me || answer.offline) return
  if (!answer.view) { shut(); return }
  show(answer.view)
  if (open && !open.busy && (answer.errors || answer.trouble)) mark(answer.errors || {}, answer.trouble)
}

/** dropView takes the modal off the screen without telling anybody: another person looks now. */
export function dropView() { shut() }

function shut() {
  if (!open) return
  const { box, from } = open
  open = null
  memory = new Map()
  box.close()
  if (from?.isConnected) from.focus()
}

function show(view) {
  if (open && open.view.id === view.id && open.view.hash === view.hash) return
  const same = open && open.view.id === view.id
  if (!memory.has(view.id)) memory.set(view.id, new Map())
  const kept = memory.get(view.id)
  const from = open ? open.from : document.activeElement
  const focus = same ? focusKey() : null
  const scroll = same ? open.box.querySelector('.body').scrollTop : 0
  const ctx = viewContext('view', view, kept)
  const submit = view.submit && h('button.button.primary.submit', { type: 'button', onclick: send }, plainText(view.submit))
  const cancel = h('button.button', { type: 'button', onclick: () => leave(false) }, plainText(view.close) || (view.submit ? 'Cancel' : 'Close'))
  const banner = h('div.banner', { role: 'alert', hidden: true })
  const parts = {
    title: plainText(view.title), body: [banner, blocks(view.blocks, ctx)], foot: [cancel, submit], className: 'modal',
    lead: view.previous_view_id && h('button.quiet', { type: 'button', 'aria-label': 'Back', onclick: () => leave(false) }, icon('back')),
    onCancel: (how) => leave(how === 'x'),
  }
  const old = open?.box
  const box = dialog(parts)
  old?.close()
  open = { view, box, ctx, fields: ctx.fields, kept, from, banner, submit, busy: false }
  box.addEventListener('keydown', onKey)
  box.querySelector('.body').scrollTop = scroll
  settle(view, box, focus)
  if (!same) say(`${parts.title}: dialog open`)
}

// onKey: Enter in a one-line field submits, as does Ctrl-Enter anywhere.
function onKey(event) {
  if (event.key !== 'Enter' || event.isComposing || event.defaultPrevented) return
  const line = event.target.matches('input.field') && event.target.type !== 'file'
  if ((line || event.ctrlKey || event.metaKey) && open?.submit) { event.preventDefault(); send() }
}

function focusKey() {
  const at = document.activeElement?.closest?.('.input[data-block]')
  return at ? { block: at.dataset.block, start: document.activeElement.selectionStart } : null
}

function settle(view, box, focus) {
  const wanted = (view.blocks || []).find((b) => b.element?.focus_on_load)?.block_id
  const field = open.fields.get(focus?.block || wanted) || open.fields.values().next().value
  if (!field?.focus) { box.querySelector('.submit, footer button')?.focus(); return }
  field.focus()
  try { if (focus?.start !== undefined) field.control?.setSelectionRange(focus.start, focus.start) } catch { /* not a text field */ }
}

function values() {
  const out = {}
  for (const [id, field] of open.fields) {
    if (field.silent) continue // noted when it was picked
    const value = field.get()
    out[id] = value === null ? '' : value
  }
  return out
}

function busy(on) {
  open.busy = on
  if (!open.submit) return
  open.submit.disabled = on
  open.submit.classList.toggle('busy', on)
  open.submit.setAttribute('aria-busy', String(on))
}

// mark puts what is wrong under the fields; it gives the first field that is, and what fits no field.
function mark(errors, trouble) {
  const left = { ...errors }
  let first = null
  for (const [id, field] of open.fields) {
    const label = plainText(field.block.label)
    const key = id in left ? id : label in left ? label : null
    field.fail(key === null ? '' : left[key])
    if (key !== null) first ||= field
    delete left[key]
  }
  complain([...Object.values(left), trouble].filter(Boolean).join(' '))
  return first
}

async function send() {
  if (!open || open.busy) return
  const mine = open
  busy(true)
  mark({})
  await mine.ctx.settled()
  const answer = await post('/control/submit', { user: world.me, view_id: mine.view.id, values: values() })
  if (open === mine) { busy(false); showErrors(answer) }
  if (answer.ok && !answer.errors) await syncView()
}

function showErrors(answer) {
  const errors = answer.errors || {}
  const none = !Object.keys(errors).length
  const first = mark(errors, !answer.ok && none ? answer.error || 'We had some trouble connecting. Try again?' : '')
  first?.node.scrollIntoView({ block: 'nearest' })
  first?.focus?.()
}

function complain(text) {
  open.banner.hidden = !text
  replace(open.banner, text && icon('warn', 16), text)
}

async function leave(all) {
  if (!open) return
  await post('/control/close', { user: world.me, view_id: open.view.id, all })
  const before = open
  await syncView()
  // A server that keeps the view open after "close" would lock the person in.
  if (open === before && !before.view.previous_view_id) shut()
}
