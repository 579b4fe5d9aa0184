// image.js: pictures, with a frame that says what it would have been when one
// cannot be loaded.

import { h, icon, safeURL } from './dom.js'

/** fileURL is where the workspace serves a file that a block shows; one by address is shown from there. */
const fileURL = (file) => file && (file.url || `/ui/picture/${encodeURIComponent(file.id)}`)

/** imageNode draws an image by address, or its alt text where it cannot. */
export function imageNode(el, className = '') {
  const alt = el.alt_text || ''
  const url = safeURL(el.image_url || fileURL(el.slack_file) || el.thumbnail_url)
  const instead = () => h('span.no-image', { class: className, role: 'img', 'aria-label': alt, title: alt }, icon('file', 16), h('span', null, alt || 'image'))
  if (!url) return instead()
  const img = h('img', { class: className, src: url, alt, loading: 'lazy', referrerpolicy: 'no-referrer' })
  if (el.image_width && el.image_height) { img.width = el.image_width; img.height = el.image_height }
  img.addEventListener('error', () => img.replaceWith(instead()), { once: true })
  return img
}
