// dom.js: what a framework would give, in a few lines. Strings become text
// nodes, never markup.

const svgNS = 'http://www.w3.org/2000/svg'

/** h makes an element: h('button.primary', {onclick, 'aria-label': 'Go'}, 'text', child). */
export function h(spec, props, ...children) {
  const [tag, ...classes] = spec.split('.')
  const el = document.createElement(tag || 'div')
  if (classes.length) el.className = classes.join(' ')
  return fill(el, props, children)
}

/** s makes an SVG element. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(svgNS, tag), props, children)
}

function fill(el, props, children) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value)
    else if (key === 'class') el.classList.add(...value.split(' ').filter(Boolean))
    else if (key === 'css') setCSS(el, value)
    else if (key in el && typeof value !== 'string' && el.namespaceURI !== svgNS) el[key] = value
    else el.setAttribute(key, value === true ? '' : value)
  }
  append(el, children)
  return el
}

// setCSS goes through the object model, which a strict content policy allows.
function setCSS(el, rules) {
  for (const [name, value] of Object.entries(rules)) el.style.setProperty(name, value)
}

/** append adds children of any depth; null and false are left out. */
export function append(el, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === '') continue
    el.append(child)
  }
  return el
}

/** replace puts new children in place of all the old ones. */
export function replace(el, ...children) {
  el.replaceChildren()
  return append(el, children)
}

const paths = {
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  back: 'M15 6l-6 6 6 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  thread: 'M4 5h16v11H9l-5 4z',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  hash: 'M9 4L7 20M17 4l-2 16M4 9h16M3.5 15h16',
  share: 'M7 12a5 5 0 1 1 10 0 5 5 0 1 1-10 0M2 12h5M17 12h5',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6',
  send: 'M4 4l17 8-17 8 3-8zM7 12h14',
  sun: 'M12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12 1v2M12 21v2M1 12h2M21 12h2M4 4l1.5 1.5M18.5 18.5L20 20M4 20l1.5-1.5M18.5 5.5L20 4',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
  code: 'M8 6l-6 6 6 6M16 6l6 6-6 6',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  clip: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700L9.5 17a1.700 1.700 0 0 1-2.400-2.400L15 7',
  bolt: 'M13 2L4 14h7l-1 8 9-12h-7z',
  check: 'M5 13l4 4L19 7',
  copy: 'M8 8h11v12H8zM5 16V4h11',
  home: 'M3 11l9-8 9 8v10h-6v-6H9v6H3z',
  warn: 'M12 3l10 18H2zM12 10v5M12 18h.01',
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18M12 11v6M12 7.5h.01',
  play: 'M8 5l11 7-11 7z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 21c0-4 3.5-7 8-7s8 3 8 7',
  thumbup: 'M7 11v9H3v-9zM7 11l4-8c2 0 3 1 3 3v4h5c1.5 0 2.300 1 2 2.5l-1.5 6c-.3 1-1 1.5-2 1.5H7',
  thumbdown: 'M7 13V4H3v9zM7 13l4 8c2 0 3-1 3-3v-4h5c1.5 0 2.300-1 2-2.5l-1.5-6c-.3-1-1-1.5-2-1.5H7',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14',
}

/** icon draws one of the page's own line icons; it says nothing to screen readers. */
export function icon(name, size = 18) {
  return s('svg', { viewBox: '0 0 24 24', width: size, height: size, class: 'icon', 'aria-hidden': 'true' },
    s('path', { d: paths[name] || paths.info }))
}

/** initials gives one or two letters for a generated picture. */
function initials(name) {
  const words = String(name || '?').split(/[\s._-]+/).filter(Boolean)
  return (words.length > 1 ? words[0][0] + words[1][0] : (words[0] || '?').slice(0, 1)).toUpperCase()
}

/** avatar draws a person's picture from the id alone: same person, same colour. */
export function avatar(who, size = 36) {
  let sum = 7
  for (const c of who.id || who.name || '?') sum = (sum * 31 + c.charCodeAt(0)) >>> 0
  const hue = (sum * 47) % 360
  const shape = who.bot
    ? [s('rect', { x: 10, y: 13, width: 20, height: 15, rx: 4, class: 'face' }), s('path', { d: 'M20 13V8M14 19v3M26 19v3', class: 'lines' })]
    : s('text', { x: 20, y: 26, 'text-anchor': 'middle' }, initials(who.real_name || who.name))
  return s('svg', { viewBox: '0 0 40 40', width: size, height: size, class: 'avatar', 'aria-hidden': 'true' },
    s('rect', { width: 40, height: 40, rx: 8, fill: `hsl(${hue} 45% 38%)` }), shape)
}

let counter = 0
/** uid gives an id for label/for and aria relations. */
export const uid = (prefix = 'x') => `${prefix}-${++counter}`

/** safeURL lets only harmless schemes through; null for everything else. */
export function safeURL(url) {
  const text = String(url || '').trim()
  if (/^(https?:\/\/|mailto:|tel:)/i.test(text)) return text
  return text.startsWith('/') && !text.startsWith('//') ? text : null
}

/** link makes an anchor that leaks nothing, or plain text when the address is unsafe. */
export function link(url, ...children) {
  const href = safeURL(url)
  if (!href) return h('span', null, ...children)
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children)
}
