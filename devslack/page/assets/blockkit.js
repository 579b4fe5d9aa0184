// blockkit.js: every block, one maker each. A block not known here says so in
// its place, so that nothing a bot sends disappears without a word.

import { h, icon, link, uid, safeURL } from './dom.js'
import { textObject, plainText } from './mrkdwn.js'
import { markdown } from './markdown.js'
import { richText } from './richtext.js'
import { element } from './elements.js'
import { imageNode } from './image.js'
import { table, dataTable } from './tables.js'
import { chart } from './charts.js'

const elements = (block, ctx) => (block.elements || []).map((el) => element(el, block, ctx).node)

function section(block, ctx) {
  const side = block.accessory && element(block.accessory, block, ctx, { label: block.text && textWords(block.text) }).node
  return h('div.section', { class: side ? 'with-side' : '' },
    h('div.main', null, block.text && h('div.text', null, textObject(block.text)),
      block.fields && h('div.fields', null, block.fields.map((f) => h('div', null, textObject(f))))),
    side && h('div.side', null, side))
}

const textWords = (t) => (typeof t === 'string' ? t : t.text || '').slice(0, 80)

function context(block) {
  return h('div.context', null, (block.elements || []).map((e) => (e.type === 'image' ? imageNode(e, 'mini') : h('div', null, textObject(e)))))
}

function header(block) {
  return h('div.header', { role: 'heading', 'aria-level': String((block.level || 1) + 1), class: `level-${block.level || 1}` }, plainText(block.text))
}

function input(block, ctx) {
  const el = block.element || {}
  const id = uid('in')
  const hint = uid('hint')
  const error = uid('err')
  const field = element(el, block, ctx, { input: true, id, label: plainText(block.label), describedby: `${hint} ${error}` })
  const group = ['checkboxes', 'radio_buttons'].includes(el.type)
  const problem = h('div.field-error', { id: error, role: 'alert', hidden: true })
  const node = h('div.input', { 'data-block': block.block_id },
    h(group ? 'span.label' : 'label.label', group ? null : { for: id }, plainText(block.label), block.optional && h('span.optional', null, ' (optional)')),
    field.node, problem, h('div.hint', { id: hint, hidden: !block.hint }, plainText(block.hint)))
  ctx.fields?.set(block.block_id, { ...field, block, node, fail: (text) => fail(node, problem, field, text) })
  return node
}

function fail(node, problem, field, text) {
  problem.hidden = !text
  problem.replaceChildren(...(text ? [icon('warn', 14), text] : []))
  node.classList.toggle('failed', Boolean(text))
  field.control?.setAttribute('aria-invalid', String(Boolean(text)))
}

function image(block) {
  const title = plainText(block.title)
  return h('figure.image', null, title && h('figcaption', null, title), imageNode(block, 'big'))
}

function video(block) {
  const title = plainText(block.title)
  return h('div.video', null,
    block.author_name && h('div.small', null, [block.author_name, block.provider_name].filter(Boolean).join(' · ')),
    h('strong', null, block.title_url ? link(block.title_url, title) : title),
    block.description && h('div', null, plainText(block.description)),
    h('div.poster', null, imageNode({ image_url: block.thumbnail_url, alt_text: block.alt_text }, 'big'), safeURL(block.video_url) && h('a.play', { href: safeURL(block.video_url), target: '_blank', rel: 'noopener noreferrer', 'aria-label': `Play ${title}` }, icon('play', 28))))
}

const levels = { default: 'info', info: 'info', warning: 'warn', error: 'warn', success: 'check' }

function alert(block) {
  const level = levels[block.level] ? block.level : 'default'
  return h('div', { class: `alert ${level}`, role: level === 'error' ? 'alert' : 'note' }, icon(levels[level]), h('div', null, textObject(block.text)))
}

function card(block, ctx) {
  const actions = (block.actions || []).map((el) => element(el, block, ctx).node)
  return h('article.card', null,
    block.hero_image && imageNode(block.hero_image, 'hero'),
    h('div.inside', null,
      h('div.top', null, block.icon && imageNode(block.icon, 'thumb'), block.slack_icon && h('span.slack-icon', null, icon('bolt')),
        h('div', null, block.title && h('div.title', null, textObject(block.title)), block.subtitle && h('div.small', null, textObject(block.subtitle)))),
      block.body && h('div', null, textObject(block.body)),
      block.subtext && h('div.small', null, textObject(block.subtext)),
      actions.length > 0 && h('div.actions', null, actions)))
}

function carousel(block, ctx) {
  const track = h('div.track', { tabindex: 0, role: 'group', 'aria-label': 'Cards, scroll sideways' }, (block.elements || []).map((c) => card({ ...c, block_id: c.block_id || block.block_id }, ctx)))
  const go = (way) => () => track.scrollBy({ left: way * track.clientWidth * 0.8, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
  return h('div.carousel', null, track, h('div.turn', null,
    h('button.quiet', { type: 'button', 'aria-label': 'Earlier cards', onclick: go(-1) }, icon('back')),
    h('button.quiet.flip', { type: 'button', 'aria-label': 'Further cards', onclick: go(1) }, icon('back'))))
}

function container(block, ctx) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : plainText(block.title)
  const head = [block.icon && imageNode(block.icon, 'mini'), h('span.heads', null, h('span.title', null, title), block.subtitle && h('span.small', null, textObject(block.subtitle)))]
  const inside = h('div.inside', null, blocks(block.child_blocks, ctx))
  const width = `width-${['narrow', 'standard', 'wide', 'full'].includes(block.width) ? block.width : 'standard'}`
  if (!block.is_collapsible) return h('div.container', { class: `${width}${block.has_header_divider ? ' ruled' : ''}` }, h('div.head', null, head), inside)
  return h('details.container', { class: width, open: !block.default_collapsed }, h('summary.head', null, head), inside)
}

const states = { pending: ['○', 'Pending'], in_progress: ['◐', 'In progress'], complete: ['✓', 'Complete'], error: ['!', 'Failed'] }

function task(block) {
  const [sign, word] = states[block.status] || states.pending
  const more = [block.details && richText(block.details), block.output && h('div.output', null, richText(block.output)),
    block.sources?.length && h('div.sources', null, block.sources.map((x) => link(x.url, x.text || x.url)))].filter(Boolean)
  const head = [h('span', { class: `state ${block.status || 'pending'}`, role: 'img', 'aria-label': word, title: word }, sign), block.hide_title ? null : h('span', null, block.title)]
  return more.length ? h('details.task', { open: block.status === 'in_progress' || block.status === 'error' }, h('summary', null, head), more) : h('div.task', null, h('div.summary', null, head))
}

function plan(block) {
  const done = (block.tasks || []).filter((t) => t.status === 'complete').length
  return h('section.plan', { 'aria-label': block.title }, h('div.title', null, block.title, h('small', null, `${done} of ${(block.tasks || []).length} done`)), (block.tasks || []).map(task))
}

const makers = {
  section,
  context,
  header,
  input,
  image,
  video,
  alert,
  card,
  carousel,
  container,
  plan,
  table,
  divider: () => h('hr'),
  actions: (b, ctx) => h('div.actions', null, elements(b, ctx)),
  context_actions: (b, ctx) => h('div.context-actions', null, elements(b, ctx)),
  rich_text: richText,
  markdown: (b) => markdown(b.text),
  data_table: dataTable,
  data_visualization: chart,
  task_card: task,
  file: (b) => h('div.file', null, icon('file'), b.file?.name || b.external_id || 'a file'),
  call: () => h('div.unknown', null, '(a call)'),
}

/** blocks draws a list of blocks within a context (surface, press, suggest, fields). */
export function blocks(list, ctx) {
  return (list || []).map((block) => {
    const make = makers[block.type]
    if (!make) return h('div.unknown', null, `(a block of kind ${block.type}, which this page cannot draw)`)
    try {
      return h('div.block', { 'data-type': block.type, 'data-block': block.block_id }, make(block, ctx))
    } catch (err) {
      return h('div.unknown', null, `(a ${block.type} block that cannot be drawn: ${err.message})`)
    }
  })
}
