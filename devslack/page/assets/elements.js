// elements.js: everything in Block Kit that one can press or fill in. Each maker
// gives {node, get, focus?}; get() is the value as /control/press and
// /control/submit take it: a string, a list of strings, or null.

import { h, icon, uid, safeURL } from './dom.js'
import { plainText, textObject } from './mrkdwn.js'
import { ask, menu } from './overlay.js'
import { Picker } from './picker.js'
import { world, person, personName, channelName, otherIn, tags } from './world.js'
import { imageNode } from './image.js'

/** press confirms where asked, sends, and shows at the control what went wrong. */
async function press(env, anchor, value, text) {
  if (!(await ask(env.el.confirm))) return
  anchor.parentElement?.querySelector(':scope > .press-error')?.remove()
  anchor.classList.add('busy')
  anchor.setAttribute('aria-busy', 'true')
  const answer = await env.ctx.press(env.block, env.el, value, text)
  anchor.classList.remove('busy')
  anchor.removeAttribute('aria-busy')
  if (answer.ok) return
  anchor.after(h('span.press-error', { role: 'alert', title: answer.error }, icon('warn', 14), answer.error || 'Operation timed out'))
}

// change is what an element does when its value changes: it tells the app, or,
// inside an input that need not tell, lets the workspace note it for later.
// `keep` is how the page itself remembers the value, where that differs.
function change(env, anchor, value, keep = value) {
  env.ctx.remember?.(env.block, env.el, keep)
  if (!env.input || env.block.dispatch_action) press(env, anchor, value)
  else env.ctx.note(env.block, env.el, value ?? '')
}

// kept is what the page remembers of an element, else what the workspace does, else the element's own first value.
function kept(env, fallback, read = (v) => v) {
  const mine = env.ctx.recall?.(env.block, env.el)
  if (mine !== undefined) return mine
  const theirs = env.ctx.state?.[env.block.block_id]?.[env.el.action_id]
  return theirs === undefined ? fallback : read(theirs) ?? fallback
}

function button(env) {
  const { el } = env
  const href = safeURL(el.url)
  const style = el.style === 'primary' || el.style === 'danger' ? el.style : ''
  const props = { class: style, 'aria-label': el.accessibility_label, onclick: (e) => press(env, e.currentTarget, el.value ?? '') }
  const node = href
    ? h('a.button', { ...props, href, target: '_blank', rel: 'noopener noreferrer' }, plainText(el.text))
    : h('button.button', { type: 'button', ...props }, plainText(el.text))
  return { node, get: () => null }
}

function iconButton(env) {
  const { el } = env
  const name = el.accessibility_label || plainText(el.text)
  const node = h('button.quiet.icon-button', { type: 'button', 'aria-label': name, title: plainText(el.text), onclick: (e) => press(env, e.currentTarget, el.value ?? '') },
    icon(el.icon === 'trash' ? 'trash' : el.icon || 'info'))
  return { node, get: () => null }
}

function feedback(env) {
  const one = (b, sign) => b && h('button.quiet.icon-button', {
    type: 'button', 'aria-label': b.accessibility_label || plainText(b.text), 'aria-pressed': 'false', title: plainText(b.text),
    onclick: (e) => { for (const x of node.children) x.setAttribute('aria-pressed', String(x === e.currentTarget)); press(env, e.currentTarget, b.value, b.text?.text) },
  }, icon(sign))
  const node = h('span.feedback', { role: 'group', 'aria-label': 'Feedback' }, one(env.el.positive_button, 'thumbup'), one(env.el.negative_button, 'thumbdown'))
  return { node, get: () => null }
}

function overflow(env) {
  const node = h('button.button.square', {
    type: 'button', 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    onclick: () => menu(node, (env.el.options || []).map((o) => ({ label: plainText(o.text), hint: plainText(o.description), href: safeURL(o.url), run: () => press(env, node, o.value) })), 'More actions'),
  }, icon('more'))
  return { node, get: () => null }
}

const fits = (typed) => (o) => `${o.label} ${o.hint || ''}`.toLowerCase().includes(typed.toLowerCase())
const choice = (o) => ({ value: o.value, label: plainText(o.text), hint: plainText(o.description), raw: o })
const groupsOf = (e) => (e.option_groups ? e.option_groups.map((g) => ({ label: plainText(g.label), options: (g.options || []).map(choice) })) : [{ options: (e.options || []).map(choice) }])
const narrow = (groups, typed) => groups.map((g) => ({ ...g, options: g.options.filter(fits(typed)) }))

const personChoice = (p) => ({ value: p.id, label: personName(p.id), hint: tags(p).join(', ') })
const channelChoice = (c) => ({ value: c.id, label: c.im ? personName(otherIn(c).id) : '#' + channelName(c), hint: c.private && !c.im ? 'private' : '' })

const visible = (c) => !c.private && !c.im ? true : (c.members || []).includes(world.me)

function conversations(el) {
  const f = el.filter || {}
  const kind = (c) => (c.im ? 'im' : c.mpim ? 'mpim' : c.private ? 'private' : 'public')
  return [...world.channels.values()].filter((c) => visible(c) && (!f.include || f.include.includes(kind(c))) &&
    !(f.exclude_external_shared_channels && c.shared) && !(f.exclude_bot_users && c.im && otherIn(c).bot)).map(channelChoice)
}

// sources: for each kind of select, where its options come from and which field
// of the element holds what is chosen at first.
const sources = {
  static: { groups: groupsOf, first: (e) => [e.initial_option, ...(e.initial_options || [])].filter(Boolean).map(choice) },
  external: { first: (e) => [e.initial_option, ...(e.initial_options || [])].filter(Boolean).map(choice) },
  users: { groups: () => [{ options: [...world.people.values()].filter((p) => !p.deleted).map(personChoice) }], first: (e) => [e.initial_user, ...(e.initial_users || [])].filter(Boolean).map((id) => personChoice(person(id))) },
  channels: { groups: () => [{ options: [...world.channels.values()].filter((c) => !c.im && !c.private).map(channelChoice) }], first: (e) => named(e.initial_channel, e.initial_channels) },
  conversations: { groups: (e) => [{ options: conversations(e) }], first: (e, ctx) => named(e.initial_conversation || (e.default_to_current_conversation ? ctx.channel : null), e.initial_conversations) },
}

const named = (one, many) => [one, ...(many || [])].map((id) => world.channels.get(id)).filter(Boolean).map(channelChoice)

async function suggested(env, typed) {
  const answer = await env.ctx.suggest(env.block, env.el, typed)
  return answer.ok ? groupsOf(answer) : { error: answer.error || 'The app did not answer in time' }
}

// picked turns the state of a select into options.
function picked(v) {
  const options = v.selected_options || (v.selected_option ? [v.selected_option] : null)
  if (options) return options.map(choice)
  const people = v.selected_users || (v.selected_user ? [v.selected_user] : null)
  if (people) return people.map((id) => personChoice(person(id)))
  const places = v.selected_conversations || v.selected_channels
  return places || v.selected_conversation || v.selected_channel ? named(v.selected_conversation || v.selected_channel, places) : []
}

function select(env) {
  const { el } = env
  const multi = el.type.startsWith('multi_')
  const kind = el.type.replace('multi_', '').replace('_select', '')
  const source = sources[kind]
  // What an external select holds is asked for again by its words, which the app can look up.
  const said = (o) => (kind === 'external' ? o.raw?.text?.text ?? o.label : o.value)
  const values = (list) => (multi ? list.map(said) : list.length ? said(list[0]) : null)
  const pick = new Picker({
    id: env.id, name: env.label || plainText(el.placeholder) || 'Choose', describedby: env.describedby, multi, max: el.max_selected_items || 0,
    placeholder: plainText(el.placeholder) || (multi ? 'Choose some' : 'Choose one'), minQuery: kind === 'external' ? el.min_query_length ?? 3 : 0, clearable: Boolean(env.input),
    load: kind === 'external' ? (typed) => suggested(env, typed) : async (typed) => narrow(source.groups(el), typed),
    chosen: kept(env, null, picked) || source.first(el, env.ctx),
    onChange: (list) => change(env, pick.node, values(list), list),
  })
  return { node: pick.node, get: () => values(pick.get()), focus: () => pick.focus(), control: pick.input, silent: kind === 'external' }
}

function choices(env) {
  const { el } = env
  const many = el.type === 'checkboxes'
  const values = (v) => (many ? v.selected_options || [] : [v.selected_option].filter(Boolean)).map((o) => o.value)
  const first = kept(env, values({ selected_options: el.initial_options, selected_option: el.initial_option }), values)
  const group = uid('choice')
  const boxes = (el.options || []).map((o) => {
    const box = h('input', { type: many ? 'checkbox' : 'radio', name: group, value: o.value, checked: first.includes(o.value), onchange: () => change(env, node, get(), on()) })
    return h('label.choice', null, box, h('span', null, textObject(o.text), o.description && h('small', null, textObject(o.description))))
  })
  const on = () => [...node.querySelectorAll('input:checked')].map((b) => b.value)
  const get = () => (many ? on() : on()[0] ?? null)
  const node = h('div.choices', { role: many ? 'group' : 'radiogroup', 'aria-label': env.label || (many ? 'Checkboxes' : 'Options'), 'aria-describedby': env.describedby, id: env.id }, boxes)
  return { node, get, focus: () => node.querySelector('input')?.focus() }
}

// native makes a date or time field from the browser's own control.
function native(type, field, write, title, shape = (v) => v || '') {
  return (env) => {
    const { el } = env
    let timer
    const node = h('input.field', {
      id: env.id, type, 'aria-label': env.label || plainText(el.placeholder) || title, 'aria-describedby': env.describedby, title: plainText(el.placeholder),
      onchange: () => { clearTimeout(timer); timer = setTimeout(() => change(env, node, get()), env.input ? 0 : 500) },
    })
    node.value = kept(env, shape(el[`initial_${field}`]), (v) => shape(v[`selected_${field}`])) || ''
    const get = () => write(node.value)
    return { node, get, focus: () => node.focus(), control: node }
  }
}

// A datetimepicker counts in the reader's zone, which here is the browser's.
const localStamp = (t) => { if (!t) return ''; const d = new Date(t * 1000); return new Date(d - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16) }

function textInput(type) {
  return (env) => {
    const { el } = env
    const long = el.multiline || type === 'rich'
    const node = h(long ? 'textarea.field' : 'input.field', {
      id: env.id, 'aria-label': env.label, 'aria-describedby': env.describedby, placeholder: plainText(el.placeholder) || null,
      maxlength: el.max_length ? String(el.max_length) : null, rows: long ? String(el.min_lines || 3) : null,
      ...(long ? {} : { type: type === 'email' ? 'email' : type === 'url' ? 'url' : 'text', inputmode: type === 'number' ? 'decimal' : null }),
    })
    node.value = kept(env, typeof el.initial_value === 'string' ? el.initial_value : '', (v) => (typeof v.value === 'string' ? v.value : undefined)) || ''
    const on = el.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed']
    const told = (how) => env.block.dispatch_action && on.includes(how) && press(env, node, get())
    let timer
    node.addEventListener('input', () => {
      env.ctx.remember?.(env.block, el, node.value)
      clearTimeout(timer)
      timer = setTimeout(() => told('on_character_entered'), 300)
    })
    node.addEventListener('keydown', (e) => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing && env.block.dispatch_action && !long) { e.preventDefault(); told('on_enter_pressed') } })
    node.addEventListener('change', () => env.block.dispatch_action || env.ctx.note(env.block, el, node.value))
    const get = () => (node.value === '' ? null : node.value)
    return { node, get, focus: () => node.focus(), control: node }
  }
}

function fileInput(env) {
  let files = []
  const status = h('small')
  const control = h('input.field', {
    id: env.id, type: 'file', multiple: (env.el.max_files ?? 10) > 1, accept: (env.el.filetypes || []).map((t) => `.${t}`).join(',') || null, 'aria-label': env.label, 'aria-describedby': env.describedby,
    onchange: async () => {
      files = await Promise.all([...control.files].slice(0, env.el.max_files ?? 10).map(async (f) => ({ name: f.name, content: await f.text() })))
      status.textContent = `${files.length} file${files.length === 1 ? '' : 's'} ready`
    },
  })
  return { node: h('div', null, control, status), get: () => files, focus: () => control.focus(), control }
}

function workflowButton(env) {
  return { node: h('button.button', { type: 'button', disabled: true, title: 'Workflows do not run here' }, plainText(env.el.text)), get: () => null }
}

const makers = {
  button,
  overflow,
  icon_button: iconButton,
  feedback_buttons: feedback,
  workflow_button: workflowButton,
  image: (env) => ({ node: imageNode(env.el, 'thumb'), get: () => null }),
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: native('date', 'date', (v) => v || null, 'Date'),
  timepicker: native('time', 'time', (v) => v || null, 'Time'),
  datetimepicker: native('datetime-local', 'date_time', (v) => (v ? Math.floor(new Date(v) / 1000) : null), 'Date and time', localStamp),
  plain_text_input: textInput('text'),
  number_input: textInput('number'),
  email_text_input: textInput('email'),
  url_text_input: textInput('url'),
  rich_text_input: textInput('rich'),
  file_input: fileInput,
}
for (const kind of Object.keys(sources)) makers[`${kind}_select`] = makers[`multi_${kind}_select`] = select

/** element draws one element of a block; `extra` carries {input, id, label, describedby}. */
export function element(el, block, ctx, extra = {}) {
  const make = makers[el.type]
  if (!make) return { node: h('span.unknown', null, `(${el.type})`), get: () => null }
  return make({ el, block, ctx, ...extra })
}
