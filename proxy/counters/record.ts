import type { Window } from '@/lib/policy/policy'

/** A counter as stored; absent = never used. */
export interface Row {
  readonly value: bigint
  /** Start of the window the value belongs to, in milliseconds since the Unix epoch. */
  readonly windowStart: number
  readonly window: Window
}

/** What a line of a counter file says. */
export type LogRecord =
  /** Where the file starts from. */
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }
  /** Somebody asked for `amount` more in the window that starts at `windowStart`, up to `limit`. */
  | {
      readonly kind: 'reserve'
      readonly id: string
      readonly key: string
      readonly amount: bigint
      readonly limit: bigint
      readonly window: Window
      readonly windowStart: number
      /** They looked at the clock just before that window ended. */
      readonly isLate: boolean
    }
  | { readonly kind: 'release'; readonly id: string; readonly key: string; readonly amount: bigint }
  /** The file is full: what stands behind this line does not count, the next file goes on. */
  | { readonly kind: 'seal'; readonly at: number }

/** One line, with a line end before it too: a line that a full disk cut off cannot spoil it. */
export function encodeRecord(record: LogRecord): string {
  // Most are these; a replacer takes several times as long.
  if (record.kind === 'reserve') {
    const { amount, limit } = record
    return `\n${JSON.stringify({ ...record, amount: String(amount), limit: String(limit) })}\n`
  }
  return `\n${JSON.stringify(record, bigintAsText)}\n`
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Reads a line; undefined for an empty or torn one, which every reader skips alike: what is no object throws within. */
export function decodeRecord(line: string): LogRecord | undefined {
  if (line === '') return undefined
  try {
    return toRecord(JSON.parse(line) as Record<string, unknown>)
  } catch {
    return undefined
  }
}

/** Only this program writes these files; what has another shape throws here and is skipped. */
function toRecord(raw: Record<string, unknown>): LogRecord | undefined {
  const { kind, id, key, window, windowStart, amount, limit } = raw as Record<string, string>
  switch (kind) {
    case 'row': {
      const row = raw.row as Record<string, string>
      return {
        kind,
        key: must(key),
        row: {
          value: BigInt(must(row.value)),
          windowStart: Number(row.windowStart),
          window: toWindow(row.window),
        },
      }
    }
    case 'reserve':
      return {
        kind,
        id: must(id),
        key: must(key),
        amount: BigInt(must(amount)),
        limit: BigInt(must(limit)),
        window: toWindow(window),
        windowStart: Number(windowStart),
        isLate: raw.isLate === true,
      }
    case 'release':
      return { kind, id: must(id), key: must(key), amount: BigInt(must(amount)) }
    case 'seal':
      return { kind, at: Number(raw.at) }
    default:
      return undefined
  }
}

function must(text: string | undefined): string {
  if (text === undefined) throw new TypeError('a member is missing')
  return text
}

function toWindow(text: string | undefined): Window {
  if (text === 'minute' || text === 'hour' || text === 'day') return text
  throw new TypeError('the window is none')
}
