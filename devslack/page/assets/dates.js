// dates.js: instants as the reader's zone shows them.

import { world, now } from './world.js'

const makers = new Map()

function format(seconds, options) {
  const at = new Date(seconds * 1000)
  if (Number.isNaN(at.getTime())) return '?'
  const key = JSON.stringify([world.tz, options])
  if (!makers.has(key)) makers.set(key, new Intl.DateTimeFormat('en-US', { timeZone: world.tz, ...options }))
  return makers.get(key).format(at)
}

/** iso is an instant for a datetime attribute, or null. */
export const iso = (seconds) => { const at = new Date(seconds * 1000); return Number.isNaN(at.getTime()) ? null : at.toISOString() }

/** dayKey is the calendar day of an instant, for comparing: 2023-03-03. */
export function dayKey(seconds) {
  const parts = format(seconds, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/')
  return `${parts[2]}-${parts[0]}-${parts[1]}`
}

function ordinal(day) {
  const n = Number(day)
  if (n % 100 >= 11 && n % 100 <= 13) return `${n}th`
  return n + ({ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] || 'th')
}

function long(seconds, month, weekday) {
  const base = `${format(seconds, { month })} ${ordinal(format(seconds, { day: 'numeric' }))}`
  const year = dayKey(seconds).slice(0, 4)
  return (weekday ? `${format(seconds, { weekday: 'long' })}, ` : '') + (weekday || year !== dayKey(now()).slice(0, 4) ? `${base}, ${year}` : base)
}

function pretty(seconds, other) {
  const key = dayKey(seconds)
  if (key === dayKey(now())) return 'today'
  if (key === dayKey(now() - 86400)) return 'yesterday'
  if (key === dayKey(now() + 86400)) return 'tomorrow'
  return other
}

function ago(seconds) {
  const gap = Math.round(now() - seconds)
  const size = Math.abs(gap)
  const [n, unit] = size < 60 ? [size, 'second'] : size < 3600 ? [Math.round(size / 60), 'minute'] : size < 86400 ? [Math.round(size / 3600), 'hour'] : [Math.round(size / 86400), 'day']
  const words = `${n} ${unit}${n === 1 ? '' : 's'}`
  return gap >= 0 ? `${words} ago` : `in ${words}`
}

const short = (t) => format(t, { month: 'short', day: 'numeric', year: 'numeric' })

const tokens = {
  date_num: dayKey,
  date_slash: (t) => format(t, { month: 'numeric', day: 'numeric', year: '2-digit' }),
  date: (t) => long(t, 'long'),
  date_short: short,
  date_long: (t) => long(t, 'long', true),
  date_long_full: (t) => long(t, 'long', true),
  date_pretty: (t) => pretty(t, long(t, 'long')),
  date_short_pretty: (t) => pretty(t, short(t)),
  date_long_pretty: (t) => pretty(t, long(t, 'long', true)),
  day_divider_pretty: (t) => pretty(t, long(t, 'long', true)),
  time: (t) => format(t, { hour: 'numeric', minute: '2-digit' }),
  time_secs: (t) => format(t, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago,
}

/** dateText fills the tokens of a <!date> or rich text date. */
export function dateText(seconds, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (all, name) => (tokens[name] ? tokens[name](seconds) : all))
}

/** fullTime is the exact instant, for tooltips. */
export const fullTime = (t) => `${long(t, 'long', true)} at ${tokens.time_secs(t)} (${format(t, { timeZoneName: 'short' }).split(', ').pop()})`

/** clock is the time of day beside a message. */
export const clock = (t) => tokens.time(t)

/** dayTitle is the line between two days. */
export function dayTitle(t) {
  const words = pretty(t, long(t, 'long', true))
  return words[0].toUpperCase() + words.slice(1)
}
