// tables.js: the table and data_table blocks.

import { h, replace } from './dom.js'
import { richText, richWords } from './richtext.js'
import { element } from './elements.js'

const words = (cell) => (cell?.type === 'rich_text' ? richWords(cell) : cell?.text ?? (cell?.value === undefined ? '' : String(cell.value)))
const figure = (cell) => (cell?.type === 'raw_number' ? cell.value : /^([A-Z]{3} )?[^\p{L}\d-]{0,2}-?[\d,]+(\.\d+)?\s?%?$/u.test(words(cell)) ? Number(words(cell).replace(/[^\d.-]/g, '')) : NaN)

function cellBody(cell, block, ctx) {
  if (!cell) return ''
  if (cell.type === 'rich_text') return richText(cell)
  if (cell.type === 'action_cell' && cell.element) return element(cell.element, block, ctx).node
  return words(cell)
}

const framed = (name, ...inside) => h('div.scroll', { tabindex: 0, role: 'group', 'aria-label': name }, ...inside)

/** table draws a table block; its first row is the header. */
export function table(block, ctx) {
  const settings = block.column_settings || []
  const row = (cells, head) => h('tr', null, cells.map((cell, i) => {
    const set = settings[i] || {}
    return h(head ? 'th' : 'td', { scope: head ? 'col' : null, class: `align-${set.align || 'left'}${set.is_wrapped ? '' : ' nowrap'}` }, cellBody(cell, block, ctx))
  }))
  const [first, ...rest] = block.rows || []
  return framed('Table', h('table', null, first && h('thead', null, row(first, true)), h('tbody', null, rest.map((r) => row(r)))))
}

/** dataTable draws a data_table block: it sorts by column and turns pages. */
export function dataTable(block, ctx) {
  const [heads = [], ...rows] = block.rows || []
  const size = block.page_size || 5
  const lead = block.row_header_column_index ?? 0
  const numeric = heads.map((_, i) => rows.length > 0 && rows.every((r) => !Number.isNaN(figure(r[i]))))
  let page = 0
  let by = -1
  let down = false
  const body = h('tbody')
  const foot = h('div.pager')
  const buttons = heads.map((cell, i) => h('button', { type: 'button', onclick: () => { down = by === i && !down; by = i; page = 0; draw() } }, words(cell)))
  const columns = buttons.map((b, i) => h('th', { scope: 'col', class: numeric[i] ? 'align-right' : '' }, b))

  function sorted() {
    if (by < 0) return rows
    const order = (a, b) => (numeric[by] ? figure(a[by]) - figure(b[by]) : words(a[by]).localeCompare(words(b[by])))
    return rows.slice().sort((a, b) => (down ? -1 : 1) * order(a, b))
  }
  function draw() {
    const pages = Math.max(1, Math.ceil(rows.length / size))
    columns.forEach((c, i) => c.setAttribute('aria-sort', i !== by ? 'none' : down ? 'descending' : 'ascending'))
    replace(body, sorted().slice(page * size, page * size + size).map((r) => h('tr', null, r.map((cell, i) =>
      h(i === lead ? 'th' : 'td', { scope: i === lead ? 'row' : null, class: numeric[i] ? 'align-right' : '' }, cellBody(cell, block, ctx))))))
    replace(foot, pages < 2 ? [] : [
      h('button.button.tiny', { type: 'button', disabled: page === 0, onclick: () => { page--; draw() } }, 'Earlier rows'),
      h('span', { 'aria-live': 'polite' }, `${page * size + 1}–${Math.min(rows.length, page * size + size)} of ${rows.length}`),
      h('button.button.tiny', { type: 'button', disabled: page >= pages - 1, onclick: () => { page++; draw() } }, 'More rows')])
    foot.hidden = pages < 2
  }
  draw()
  return h('div.data-table', null, framed(block.caption || 'Table', h('table', null, h('caption', null, block.caption), h('thead', null, h('tr', null, columns)), body)), foot)
}
