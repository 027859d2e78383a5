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
  | { readonly kind: 'other'; readonly type: string; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'bad-event' }

/** Members with a column of their own, by the type that they must have to go there. */
const COLUMNS: ReadonlyMap<string, 'string' | 'boolean' | 'list'> = new Map([
  ['ts', 'string'],
  ['type', 'string'],
  ['instance', 'string'],
  ['tool', 'string'],
  ['result', 'string'],
  ['rule', 'string'],
  ['message', 'string'],
  ['args_hash', 'string'],
  ['arg_keys', 'list'],
  ['policy', 'string'],
  ['would_deny', 'boolean'],
])

/** Reads one event. Members of another type than expected are kept in `rest` instead of refusing the decision, except time and result. */
export function readDecisionEvent(event: Readonly<Record<string, unknown>>): ReadEvent {
  const { type, ts, tool, result, rule, message } = event
  if (typeof type !== 'string') return { kind: 'bad-event' }
  if (type !== 'tool_call') return { kind: 'other', type, event }
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

/**
 * RFC 3339 with any number of fraction digits (Go writes up to nine, trailing zeros trimmed) to microseconds; null when it is none. Read
 * by hand: a regular expression with eleven groups takes ten times as long, for every line of an event file.
 */
export function parseInstant(text: string): number | null {
  const minute = minuteOf(text.slice(0, MINUTE_LENGTH))
  const second = digits(text, 17, 19)
  if (minute === null || !(second <= 60)) return null
  const zoneAt = text[19] === '.' ? endOfDigits(text, 20) : 19
  if (zoneAt === 20 || zoneAt > 50) return null
  const zone = zoneMinutes(text, zoneAt)
  if (zone === null) return null
  return (minute + second * 1000 - zone * 60_000) * 1000 + microseconds(text, zoneAt)
}

/** As in `2026-11-22T14:59:`. */
const MINUTE_LENGTH = 17
/** Events follow one another: the minute that was read last is nearly always that of the next one. */
let last: { readonly text: string; readonly minute: number | null } = { text: '', minute: null }

function minuteOf(text: string): number | null {
  if (text !== last.text) last = { text, minute: readMinute(text) }
  return last.minute
}

/** Milliseconds since the Unix epoch, in UTC; null when it is none. */
function readMinute(text: string): number | null {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const separators = text[4] === '-' && text[7] === '-' && text[13] === ':' && text[16] === ':'
  if (!separators || (text[10] !== 'T' && text[10] !== 't')) return null
  const real = month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59
  if (!real || Number.isNaN(year)) return null
  // Day 31 of a short month rolls over in Date.UTC: it is no time that a proxy can have written.
  if (day > 28 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null
  return Date.UTC(year, month - 1, day, hour, minute)
}

/** The number that the digits in [from, to) make; NaN when something else stands there. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (!Number.isNaN(digits(text, at, at + 1))) at += 1
  return at
}

/** Of the fraction that stands in [20, end). */
function microseconds(text: string, end: number): number {
  let value = 0
  for (let at = 20; at < 26; at += 1) value = value * 10 + (at < end ? text.charCodeAt(at) - 48 : 0)
  return value
}

/** East of UTC; null when the text does not end with a zone there. */
function zoneMinutes(text: string, at: number): number | null {
  const sign = text[at]
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : null
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return null
  const minutes = digits(text, at + 1, at + 3) * 60 + digits(text, at + 4, at + 6)
  if (Number.isNaN(minutes)) return null
  return sign === '-' ? -minutes : minutes
}

/** Digits are counted by the length: a counter inside the expression takes twice the time, for every decision. */
const HEX = /^[0-9a-f]+$/

function readDigest(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const digest = value.startsWith('sha256:') ? value.slice(7) : value
  return digest.length === 64 && HEX.test(digest) ? digest : null
}

function readNames(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null
  return value.filter((name): name is string => typeof name === 'string')
}

function restOf(event: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  let rest: [string, unknown][] | null = null
  for (const name of Object.keys(event)) {
    const value = event[name]
    if (COLUMNS.get(name) !== (Array.isArray(value) ? 'list' : typeof value))
      (rest ??= []).push([name, value])
  }
  // fromEntries defines the members, so that one called __proto__ stays a member.
  return rest === null ? null : Object.fromEntries(rest)
}
