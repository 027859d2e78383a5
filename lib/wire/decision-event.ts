/**
 * One decision as a proxy wrote it into its event file: Intercept's `tool_call` (measured on the program of 2026-03-04) and what our
 * own proxy adds to it: `policy` (sha256 of the policy in memory), `arg_keys`, `args` (opted-in, masked values), `decision` (the id that
 * the agent was told) and `would_deny` (observe only: let through although the policy denies it).
 */
export interface DecisionEvent {
  /** Microseconds since the Unix epoch; finer digits are cut off. */
  readonly at: number
  /** Empty when the client gave no name. */
  readonly tool: string
  readonly result: DecisionResult
  /** Rule name, `(hidden)` or `(default deny)`; null on allowed calls and on most denials by a counter. */
  readonly rule: string | null
  readonly message: string | null
  /** 64 hex; null for a call without arguments. */
  readonly argsHash: string | null
  /** Only our own proxy; null from Intercept. */
  readonly argKeys: readonly string[] | null
  /** 64 hex; null from Intercept. */
  readonly policy: string | null
  /** Every other member of the event, for formats to come; null when there is none. */
  readonly rest: Readonly<Record<string, unknown>> | null
}

export type DecisionResult = 'allowed' | 'denied' | 'would-deny'

export type ReadEvent =
  | { readonly kind: 'decision'; readonly decision: DecisionEvent }
  /** Startup, reload, heartbeat, shutdown, tools, and whatever later versions write: known by the reports, not kept in the log. */
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'bad-event' }

/** Members with a column of their own, by the type that they must have to go there. */
const COLUMNS: Readonly<Record<string, 'string' | 'boolean' | 'list'>> = {
  ts: 'string',
  type: 'string',
  instance: 'string',
  tool: 'string',
  result: 'string',
  rule: 'string',
  message: 'string',
  args_hash: 'string',
  arg_keys: 'list',
  policy: 'string',
  would_deny: 'boolean',
}

/** Reads one event. Members of another type than expected are kept in `rest` instead of refusing the decision, except time and result. */
export function readDecisionEvent(event: Readonly<Record<string, unknown>>): ReadEvent {
  const { type, ts, tool, result, rule, message } = event
  if (typeof type !== 'string') return { kind: 'bad-event' }
  if (type !== 'tool_call') return { kind: 'other', type }
  const at = typeof ts === 'string' ? parseInstant(ts) : null
  if (at === null || (result !== 'allowed' && result !== 'denied')) return { kind: 'bad-event' }
  const argsHash = readDigest(event.args_hash)
  const policy = readDigest(event.policy)
  const argKeys = readNames(event.arg_keys)
  const decision: DecisionEvent = {
    at,
    tool: typeof tool === 'string' ? tool : '',
    result: result === 'allowed' && event.would_deny === true ? 'would-deny' : result,
    rule: typeof rule === 'string' && rule !== '' ? rule : null,
    message: typeof message === 'string' && message !== '' ? message : null,
    argsHash,
    argKeys,
    policy,
    rest: restOf(event),
  }
  return { kind: 'decision', decision }
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** RFC 3339 with any number of fraction digits (Go writes up to nine, trailing zeros trimmed) to microseconds; null when it is none. */
export function parseInstant(text: string): number | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute] = match
  const date = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  const zone = sign === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  const real = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(hour) <= 23
  // Day 31 of a short month rolls over in Date.UTC: it is no time that a proxy can have written.
  if (!real || Number(minute) > 59 || Number(second) > 60 || new Date(date).getUTCDate() !== Number(day))
    return null
  return (date - zone * 60_000) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

const DIGEST = /^(?:sha256:)?([0-9a-f]{64})$/

function readDigest(value: unknown): string | null {
  return typeof value === 'string' ? (DIGEST.exec(value)?.[1] ?? null) : null
}

function readNames(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null
  return value.filter((name): name is string => typeof name === 'string')
}

function restOf(event: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const rest = Object.keys(event).filter((name) => !hasColumn(name, event[name]))
  // fromEntries defines the members, so that one called __proto__ stays a member.
  return rest.length === 0 ? null : Object.fromEntries(rest.map((name) => [name, event[name]]))
}

function hasColumn(name: string, value: unknown): boolean {
  return Object.hasOwn(COLUMNS, name) && COLUMNS[name] === (Array.isArray(value) ? 'list' : typeof value)
}
