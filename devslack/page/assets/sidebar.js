// sidebar.js: where one can go, and as whom.

import { h, icon, avatar, replace } from './dom.js'
import { dialog, menu } from './overlay.js'
import { world, person, personName, otherIn, tags, mine, address, channelName } from './world.js'

const isApp = (c) => c.im && world.apps.some((a) => (c.members || []).includes(a.bot_user))
const byName = (a, b) => channelName(a).localeCompare(channelName(b))

/** places lists everywhere the one who looks can go: {key, label, draw, href, group}. */
export function places() {
  const me = person(world.me)
  const all = [...world.channels.values()].filter((c) => mine(c) && !c.archived).sort(byName)
  const apps = world.apps.map((a) => ({ key: a.bot_user, group: 'Apps', label: a.name, lead: avatar(person(a.bot_user), 20), href: `#/${encodeURIComponent(me.name)}/@${encodeURIComponent(person(a.bot_user).name)}/home` }))
  const rooms = all.filter((c) => !c.im).map((c) => ({ key: c.id, group: 'Channels', label: channelName(c), lead: icon(c.private ? 'lock' : 'hash', 15), note: c.shared ? 'shared' : '', href: address(c) }))
  const talks = all.filter((c) => c.im && !isApp(c)).map((c) => ({ key: c.id, group: 'Direct messages', label: personName(otherIn(c).id), lead: avatar(otherIn(c), 20), href: address(c) }))
  return [...rooms, ...talks, ...apps]
}

function whoMenu(anchor, current) {
  const people = [...world.people.values()].filter((p) => !p.bot && !p.deleted && !p.invited)
  menu(anchor, people.map((p) => ({
    label: (p.id === world.me ? '✓ ' : '') + (p.real_name || p.name), hint: [`@${p.name}`, ...tags(p)].join(', '),
    run: () => { location.hash = current(p.name) },
  })), 'Look as')
}

function grouped(unread, here) {
  const groups = Map.groupBy(places(), (p) => p.group)
  return [...groups].map(([group, list]) => [h('h3', null, group), h('ul', null, list.map((p) => h('li', null, h('a', {
    href: p.href, class: unread.has(p.key) ? 'unread' : '', 'aria-current': p.key === here ? 'page' : null,
    'aria-label': [p.label, p.note, unread.has(p.key) && 'unread'].filter(Boolean).join(', '),
  }, p.lead, h('span', null, p.label), p.note && h('small', null, p.note))))) ])
}

/** drawSide fills the sidebar. hashFor(name) is where the same place lies for somebody else. */
export function drawSide(node, { here, unread, hashFor, onJump, onTheme }) {
  const me = person(world.me)
  const who = h('button.who', { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': `You are ${me.real_name || me.name}. Be somebody else`, onclick: () => whoMenu(who, hashFor) },
    avatar(me, 32), h('span', null, h('strong', null, me.real_name || me.name), h('small', null, [...tags(me), me.tz || 'you'].join(' · '))), icon('down', 14))
  replace(node,
    h('div.team', null, h('strong', null, world.team.name || 'Workspace'), h('button.quiet', { type: 'button', 'aria-label': 'Jump to a channel (Ctrl-K)', title: 'Jump to… (Ctrl-K)', onclick: onJump }, icon('search'))),
    h('div.places', null, grouped(unread, here)),
    h('div.foot', null, who, h('button.quiet', { type: 'button', 'aria-label': 'Light or dark', title: 'Light or dark', onclick: onTheme }, icon('moon'))))
}

/** jump asks where to go: type a few letters, Enter. */
export function jump() {
  let hits = []
  let at = 0
  const list = h('div.jump', { role: 'listbox', id: 'jump-list', 'aria-label': 'Places' })
  const input = h('input.field', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'jump-list', 'aria-label': 'Jump to', placeholder: 'Channel, person or app', autocomplete: 'off', oninput: () => draw(0) })
  const box = dialog({ title: 'Jump to', body: [input, list], className: 'narrow top', onCancel: () => box.close() })
  const go = (p) => { box.close(); location.hash = p.href }
  function draw(n) {
    const typed = input.value.toLowerCase().replace(/^[#@]/, '')
    hits = places().filter((p) => p.label.toLowerCase().includes(typed))
    at = Math.max(0, Math.min(n, hits.length - 1))
    replace(list, hits.map((p, i) => h('div.option', { id: `jump-${i}`, role: 'option', class: i === at ? 'active' : '', 'aria-selected': String(i === at), onpointerdown: (e) => { e.preventDefault(); go(p) } }, p.lead, h('span', null, p.label), h('small', null, p.group))))
    input.setAttribute('aria-activedescendant', `jump-${at}`)
    list.children[at]?.scrollIntoView({ block: 'nearest' })
  }
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); draw((at + (event.key === 'ArrowDown' ? 1 : hits.length - 1)) % Math.max(1, hits.length)) }
    else if (event.key === 'Enter' && hits[at]) { event.preventDefault(); go(hits[at]) }
  })
  draw(0)
  input.focus()
}
