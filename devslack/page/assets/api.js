// api.js: every call the page makes. Answers always have `ok`; what goes wrong
// on the way becomes an `error` sentence, so callers have one thing to show.

async function answer(request) {
  try {
    const response = await request
    const body = await response.json()
    if (body && typeof body === 'object' && !('ok' in body)) body.ok = response.ok
    return body
  } catch {
    return { ok: false, error: 'The workspace does not answer. Is it still running?', offline: true }
  }
}

/** get reads a /ui or /control address. */
export function get(path, query = {}) {
  const text = new URLSearchParams(query).toString()
  return answer(fetch(text ? `${path}?${text}` : path))
}

/** post sends JSON to a /control address. */
export function post(path, body) {
  return answer(fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }))
}

/** listen follows the changes that `user` may see; it reconnects by itself. */
export function listen(user, onChange, onState) {
  const source = new EventSource(`/ui/events?user=${encodeURIComponent(user)}`)
  source.addEventListener('change', (event) => {
    try { onChange(JSON.parse(event.data)) } catch { onChange({ kind: 'message' }) }
  })
  source.onopen = () => onState(true)
  source.onerror = () => onState(false)
  return source
}
