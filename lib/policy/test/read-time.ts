/** The instants and durations of policy tests. Everything is UTC, as the windows of counters are. */

/** Where the clock of a case stands unless the file or the case sets it. */
export const DEFAULT_CLOCK = Date.UTC(2026, 0, 1)

/** How an instant is written, for messages. */
export const INSTANT_EXAMPLE = '2026-01-01T14:00:00Z'

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?: ?([Zz]|[+-]\d{2}:\d{2}))?)?$/
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/
const DURATION = /^(?:\d+(?:ms|s|m|h|d) ?)+$/
const UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `2026-01-01`, `2026-01-01T14:00:00Z` as milliseconds; without a zone it is UTC. `null` when it is no such date. */
export function readInstant(text: string): number | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone] =
    match
  const suffix = zone === undefined || zone === 'z' ? 'Z' : zone
  const time = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${suffix}`,
  )
  // JavaScript takes 30 February for 2 March and 24:00 for the next day; a test that says so is a mistake.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  return Number.isNaN(time) || !exists || Number(hour) > 23 ? null : time
}

/** `14:59:59` on the day that `clock` is in. */
export function readTimeOfDay(text: string, clock: number): number | null {
  const match = TIME_OF_DAY.exec(text)
  if (match === null) return null
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map((part) => Number(part ?? 0))
  if (hour > 23 || minute > 59 || second > 59) return null
  const midnight = Math.floor(clock / 86_400_000) * 86_400_000
  const milliseconds = Number((match[4] ?? '').padEnd(3, '0'))
  return midnight + hour * 3_600_000 + minute * 60_000 + second * 1_000 + milliseconds
}

/** `59m 59s`, `2h`, `1d` as milliseconds; at most ten years. */
export function readDuration(text: string): number | null {
  if (!DURATION.test(text) || text.length > 60) return null
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(count) * (UNIT[unit ?? ''] ?? 0)
  }
  return total <= 3_650 * 86_400_000 ? total : null
}
