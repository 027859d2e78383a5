import { wellFormed } from '@/lib/policy/well-formed'
import { toNanoseconds } from '@/lib/wire/terms'

/** An event as far as the connector reads it; everything else in it is shipped as it is. */
export interface ProxyEvent {
  readonly type: string
  readonly ts: string
  /** Nanoseconds since the epoch. */
  readonly at: bigint
  readonly instance: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reads a line of an event file; null when it is no event (no JSON object, no type, no time). */
export function readEvent(line: string): ProxyEvent | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (!isObject(value)) return null
  const { type, ts, instance } = value
  if (typeof type !== 'string' || typeof ts !== 'string') return null
  const at = toNanoseconds(ts)
  if (at === null) return null
  return { type, ts, at, instance: typeof instance === 'string' ? storable(instance, 64) : '', fields: value }
}

/** A JSON object is what has named members; arrays have none that count here. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text member of an event, cut to what a report takes; null when it is no text. */
export function textOf(event: ProxyEvent, name: string, max: number): string | null {
  const value = event.fields[name]
  return typeof value === 'string' ? storable(value, max) : null
}

/** Name and version of the MCP client, which only our own proxy knows; null when an event does not say it. */
export function clientOf(event: ProxyEvent): { name: string; version: string } | null {
  const { client } = event.fields
  if (!isObject(client) || typeof client.name !== 'string') return null
  const version = typeof client.version === 'string' ? client.version : ''
  return { name: storable(client.name, 200), version: storable(version, 100) }
}

/**
 * Of a start event that our own proxy wrote because somebody took its event file away: the SHA-256 of the process's very first line, and the
 * time of it. Null for a process that starts.
 */
export function continuedOf(
  event: ProxyEvent,
): { readonly firstLine: string; readonly since: string } | null {
  const { continues } = event.fields
  if (!isObject(continues)) return null
  const { first_line: firstLine, since } = continues
  const isKnown = typeof firstLine === 'string' && /^[0-9a-f]{64}$/.test(firstLine)
  return isKnown && typeof since === 'string' && toNanoseconds(since) !== null ? { firstLine, since } : null
}

/** PostgreSQL keeps no U+0000 and no half of a character, and a report takes texts up to a length. */
function storable(text: string, max: number): string {
  return wellFormed(text.slice(0, max)).replaceAll('\0', '\u{fffd}')
}

/** The sha256 that our own proxy writes on its events, with or without its prefix; null from others. */
export function policyOf(event: ProxyEvent): string | null {
  const value = event.fields.policy
  return typeof value === 'string' ? (/^(?:sha256:)?([0-9a-f]{64})$/.exec(value)?.[1] ?? null) : null
}
