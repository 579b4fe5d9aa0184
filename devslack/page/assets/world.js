// world.js: who and what there is, as /ui/boot tells it, and who is looking.

export const world = {
  team: { id: '', name: '' },
  me: '', // id of the person who looks
  tz: undefined, // that person's time zone
  people: new Map(),
  channels: new Map(),
  groups: new Map(),
  commands: [],
  shortcuts: [],
  apps: [],
  skew: 0, // seconds by which the workspace's clock is ahead of the browser's
}

/** learn takes in a boot answer. */
export function learn(boot) {
  world.team = boot.team || world.team
  world.people = new Map((boot.people || []).map((p) => [p.id, p]))
  world.channels = new Map((boot.channels || []).map((c) => [c.id, c]))
  world.groups = new Map((boot.usergroups || boot.groups || []).map((g) => [g.id, g]))
  world.commands = boot.commands || []
  world.shortcuts = boot.shortcuts || []
  world.apps = boot.apps || []
  world.skew = boot.now ? boot.now - Date.now() / 1000 : 0
}

/** become makes somebody the one who looks. */
export function become(id) {
  world.me = id
  world.tz = zone(person(id).tz)
}

function zone(name) {
  try { new Intl.DateTimeFormat('en', { timeZone: name }); return name || undefined } catch { return undefined }
}

/** person gives somebody by id; one not known has the id for a name. */
export const person = (id) => world.people.get(id) || { id, name: id || 'somebody', real_name: id || 'Somebody' }

/** personName is how somebody is called in messages. */
export const personName = (id) => { const p = person(id); return p.display_name || p.real_name || p.name }

/** channel gives a channel by id. */
export const channel = (id) => world.channels.get(id) || null

/** otherIn is the other side of a direct message. */
export function otherIn(c) {
  const other = (c.members || []).find((id) => id !== world.me) || world.me
  return person(other)
}

/** channelName is how a channel is called in a sentence. */
export function channelName(c) {
  if (!c) return 'a channel'
  return c.im ? otherIn(c).name : c.mpim ? (c.members || []).map((id) => person(id).name).join(', ') : c.name
}

/** tags says what is special about a person: guest, bot, other company. */
export function tags(p) {
  return [p.bot && 'APP', p.guest && 'guest', p.stranger && 'other company', p.deleted && 'deactivated', p.admin && 'admin'].filter(Boolean)
}

/** now is the workspace's clock, in seconds. */
export const now = () => Date.now() / 1000 + world.skew

/** address is the hash that leads a person to a channel: #/alice/payables. */
export function address(c, who = person(world.me).name) {
  const place = c.im ? '@' + otherIn(c).name : c.name || c.id
  return `#/${encodeURIComponent(who)}/${encodeURIComponent(place).replace(/^%40/, '@')}`
}

/** mine says whether the one who looks is in a channel. */
export const mine = (c) => (c.members || []).includes(world.me)
