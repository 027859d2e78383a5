const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000]

/** A span as people read it: `44 s`, `1 min 25 s`, `5 h 20 min`, `9 d`. Negative spans read as `0 s`. */
export function sayDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`
  if (ms < HOUR) return pair(ms, MINUTE, 'min', SECOND, 's')
  if (ms < 2 * DAY) return pair(ms, HOUR, 'h', MINUTE, 'min')
  return `${Math.floor(ms / DAY)} d`
}

function pair(ms: number, large: number, largeWord: string, small: number, smallWord: string): string {
  const rest = Math.floor((ms % large) / small)
  const first = `${Math.floor(ms / large)} ${largeWord}`
  return rest === 0 ? first : `${first} ${rest} ${smallWord}`
}

/** An instant in UTC: `14:02` on the day of `now`, else `12 Nov 14:02`, with the year when it is another one. */
export function sayInstant(at: Date, now: Date): string {
  const time = at.toISOString().slice(11, 16)
  if (at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10)) return time
  const month = MONTHS[at.getUTCMonth()] ?? ''
  const year = at.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`
  return `${at.getUTCDate()} ${month}${year} ${time}`
}

/** An instant for what is read later: `12 Nov 2026, 14:02 UTC`. */
export function sayInstantInFull(at: Date): string {
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`
  return `${day}, ${at.toISOString().slice(11, 16)} UTC`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
