import { WINDOWS } from './policy-words'

/** What a `rate_limit` shorthand asks for. */
export interface RateLimit {
  readonly count: bigint
  readonly window: string
}

/** Why a shorthand is none; the order is that of Intercept's checks. */
export type RateLimitFault = 'format' | 'count' | 'window'

const COUNT = /^[+-]?[0-9]+$/
const MAX_INT = 2n ** 63n - 1n

/** Reads `N/window`: split at the first slash, N by Go's `strconv.Atoi` (a sign is allowed) and above zero. */
export function parseRateLimit(text: string): RateLimit | RateLimitFault {
  const slash = text.indexOf('/')
  if (slash < 0) return 'format'
  const count = parseCount(text.slice(0, slash))
  if (count === null || count <= 0n) return 'count'
  const window = text.slice(slash + 1)
  return WINDOWS.has(window) ? { count, window } : 'window'
}

/** Decimal digits of a Go `int`; `null` when it does not fit. */
function parseCount(text: string): bigint | null {
  if (!COUNT.test(text)) return null
  const digits = text.replace(/^[+-]?0*(?=[0-9])/, '')
  if (digits.length > 19) return null
  const count = BigInt(digits)
  if (count > MAX_INT) return null
  return text.startsWith('-') ? -count : count
}

/** The counter that a shorthand keeps. */
export function rateLimitCounter(window: string): string {
  return `_rate_${window}`
}

/** The scope of a tool's counters: rules of `*` share one. */
export function counterScope(tool: string): string {
  return tool === '*' ? '_global' : tool
}
