import { readEvent } from './event-line'

/** Members that hold addresses; the start event carries them with passwords and keys. */
const ADDRESSES = new Set(['state_backend', 'server', 'upstream', 'url', 'dsn'])
/** Types that hold nothing but these members, and decisions, whose values the proxy masks itself. */
const KNOWN = new Set(['tool_call', 'heartbeat', 'shutdown', 'config_reload'])

/**
 * The event as it may leave the host: user names, passwords and query strings are taken out of addresses, before anything is written
 * or sent. Returns the text itself when there is nothing to mask, so that no number is rounded; null when the line is no JSON object, or
 * one that is nested too deeply to look through.
 */
export function maskEvent(line: string): string | null {
  try {
    return masked(line)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function masked(line: string): string | null {
  const event = readEvent(line)
  if (event === null) return isJsonObject(line) ? JSON.stringify(maskValue('', JSON.parse(line), true)) : null
  if (KNOWN.has(event.type)) return line
  // An event of a later format is kept whole; any text in it may be an address.
  return JSON.stringify(maskValue('', event.fields, event.type !== 'startup'))
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function maskValue(name: string, value: unknown, all: boolean): unknown {
  if (typeof value === 'string') return all || ADDRESSES.has(name) ? maskAddress(value) : value
  if (Array.isArray(value)) return value.map((item) => maskValue(name, item, all))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValue(key, item, all)]))
}

/** `redis://user:secret@host/0?x=y` → `redis://…@host/0?…`; `host=db password=secret` → `host=db password=…`. */
export function maskAddress(text: string): string {
  // Each address is taken once and whole: patterns that begin again inside one take minutes for a line of addresses.
  return text
    .replace(/[a-z][a-z0-9+.-]{0,30}:\/\/\S*/gi, withoutSecrets)
    .replace(/\b(password|passwd|pwd|secret|token|key)\s*=\s*('[^']*'|\S+)/gi, '$1=…')
}

/** Up to the last `@`, because people write passwords with `/`, `?` and `#` in them. */
function withoutSecrets(address: string): string {
  const at = address.lastIndexOf('@')
  const host = address.indexOf('://') + 3
  const shown = at < host ? address : `${address.slice(0, host)}…${address.slice(at)}`
  return shown.replace(/\?[^#]*/, '?…')
}
