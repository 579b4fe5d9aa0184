// charts.js: data_visualization as inline SVG. The figures stand beside the
// picture as a table that screen readers read and anybody can open.

import { h, s, uid } from './dom.js'

// A narrow screen gets a narrower drawing, so that its words keep their size.
const W = matchMedia('(max-width: 560px)').matches ? 320 : 480
const H = 250
const box = { left: 56, right: 12, top: 12, bottom: 46 }
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const full = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })

// ticks gives round numbers that span the values.
function ticks(low, high) {
  const span = high - low || Math.abs(high) || 1
  const rough = span / 4
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((k) => k * unit).find((x) => x >= rough)
  const out = []
  for (let v = Math.floor(low / step) * step; v < high + step * 0.999; v += step) out.push(Number(v.toFixed(10)))
  return out
}

const value = (series, category, i) => (series.data.find((d) => d.label === category) || series.data[i] || { value: 0 }).value

function frame(chart) {
  const { categories = [], x_label: xLabel, y_label: yLabel } = chart.axis_config || {}
  const all = chart.series.flatMap((x) => categories.map((c, i) => value(x, c, i)))
  const marks = ticks(Math.min(0, ...all), Math.max(0, ...all))
  const [low, high] = [marks[0], marks.at(-1)]
  const left = box.left + (yLabel ? 14 : 0)
  const bottom = H - box.bottom - (xLabel ? 12 : 0)
  const y = (v) => bottom - ((v - low) / (high - low || 1)) * (bottom - box.top)
  const slot = (W - left - box.right) / Math.max(1, categories.length)
  const x = (i) => left + slot * (i + 0.5)
  return { categories, marks, y, x, slot, left, bottom, xLabel, yLabel, base: y(Math.max(low, Math.min(0, high))) }
}

const cut = (text, n) => (text.length > n ? text.slice(0, n - 1) + '…' : text)

function axes(f) {
  const room = Math.max(3, Math.floor(f.slot / 6.2))
  const slant = f.categories.some((c) => c.length > room)
  return s('g', { class: 'axes' },
    f.marks.map((m) => [
      s('line', { x1: f.left, x2: W - box.right, y1: f.y(m), y2: f.y(m), class: m === 0 ? 'zero' : '' }),
      s('text', { x: f.left - 6, y: f.y(m) + 4, 'text-anchor': 'end' }, short.format(m)),
    ]),
    f.categories.map((c, i) => s('text', slant
      ? { x: f.x(i), y: f.bottom + 14, 'text-anchor': 'end', transform: `rotate(-30 ${f.x(i)} ${f.bottom + 14})` }
      : { x: f.x(i), y: f.bottom + 16, 'text-anchor': 'middle' }, slant ? cut(c, 10) : c, s('title', null, c))),
    f.xLabel && s('text', { x: (f.left + W) / 2, y: H - 4, 'text-anchor': 'middle', class: 'label' }, f.xLabel),
    f.yLabel && s('text', { x: 12, y: H / 2, 'text-anchor': 'middle', class: 'label', transform: `rotate(-90 12 ${H / 2})` }, f.yLabel))
}

const tip = (...words) => s('title', null, words.join(', '))

function bars(chart, f) {
  const n = chart.series.length
  const width = Math.min(46, (f.slot * 0.72) / n)
  return chart.series.map((one, k) => f.categories.map((c, i) => {
    const v = value(one, c, i)
    const top = Math.min(f.y(v), f.base)
    return s('rect', { x: f.x(i) - (width * n) / 2 + k * width, y: top, width: Math.max(1, width - 2), height: Math.max(1, Math.abs(f.y(v) - f.base)), rx: 2, class: `c${k % 6}` }, tip(one.name, c, full.format(v)))
  }))
}

function curves(chart, f, area) {
  return chart.series.map((one, k) => {
    const points = f.categories.map((c, i) => [f.x(i), f.y(value(one, c, i))])
    const path = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
    return s('g', { class: `c${k % 6}` },
      area && points.length > 0 && s('path', { d: `${path}L${points.at(-1)[0]} ${f.base}L${points[0][0]} ${f.base}Z`, class: 'area' }),
      s('path', { d: path, class: 'curve' }),
      points.map(([x, y], i) => s('circle', { cx: x, cy: y, r: 3 }, tip(one.name, f.categories[i], full.format(value(one, f.categories[i], i))))))
  })
}

function pie(chart) {
  const total = chart.segments.reduce((sum, x) => sum + x.value, 0) || 1
  let at = -Math.PI / 2
  const point = (a, r) => `${(110 + r * Math.cos(a)).toFixed(2)} ${(110 + r * Math.sin(a)).toFixed(2)}`
  const slices = chart.segments.map((x, k) => {
    const turn = (x.value / total) * 2 * Math.PI
    const from = at
    at += turn
    const note = tip(x.label, full.format(x.value), `${((100 * x.value) / total).toFixed(1)} %`)
    if (turn > 2 * Math.PI - 1e-6) return s('circle', { cx: 110, cy: 110, r: 100, class: `c${k % 12}` }, note)
    return s('path', { d: `M110 110L${point(from, 100)}A100 100 0 ${turn > Math.PI ? 1 : 0} 1 ${point(at, 100)}Z`, class: `c${k % 12}` }, note)
  })
  return s('svg', { viewBox: '0 0 220 220', class: 'pie' }, slices)
}

function legend(names) {
  return h('ul.legend', null, names.map(([name, note], k) => h('li', null, h('span', { class: `dot c${k % 12}` }), name, note && h('small', null, note))))
}

function figures(chart, title) {
  const isPie = chart.type === 'pie'
  const heads = isPie ? ['', 'Value'] : ['', ...chart.series.map((x) => x.name)]
  const rows = isPie
    ? chart.segments.map((x) => [x.label, full.format(x.value)])
    : (chart.axis_config?.categories || []).map((c, i) => [c, ...chart.series.map((x) => full.format(value(x, c, i)))])
  return h('details.figures', null, h('summary', null, 'Figures'),
    h('div.scroll', { tabindex: 0, role: 'group', 'aria-label': `${title}: figures` }, h('table', null,
      h('thead', null, h('tr', null, heads.map((x) => h('th', { scope: 'col' }, x)))),
      h('tbody', null, rows.map((r) => h('tr', null, r.map((x, i) => (i ? h('td.align-right', null, x) : h('th', { scope: 'row' }, x)))))))))
}

/** chart draws a data_visualization block. */
export function chart(block) {
  const c = block.chart || {}
  const title = uid('chart')
  const drawn = draw(c)
  if (!drawn) return h('div.unknown', null, `(a chart of kind ${c.type || 'unknown'})`)
  drawn.picture.setAttribute('role', 'img')
  drawn.picture.setAttribute('aria-labelledby', title)
  return h('figure', { class: `chart ${c.type}` }, h('figcaption', { id: title }, block.title),
    h('div.plot', null, drawn.picture, drawn.names && legend(drawn.names)), figures(c, block.title))
}

function draw(c) {
  if (c.type === 'pie' && c.segments) {
    const total = c.segments.reduce((sum, x) => sum + x.value, 0) || 1
    return { picture: pie(c), names: c.segments.map((x) => [x.label, `${short.format(x.value)} · ${((100 * x.value) / total).toFixed(0)} %`]) }
  }
  if (!c.series || !['bar', 'line', 'area'].includes(c.type)) return null
  const f = frame(c)
  const body = c.type === 'bar' ? bars(c, f) : curves(c, f, c.type === 'area')
  return { picture: s('svg', { viewBox: `0 0 ${W} ${H}` }, axes(f), body), names: c.series.length > 1 ? c.series.map((x) => [x.name]) : null }
}
