const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (value: number) => String(value).padStart(2, '0')

/** How long ago, in one unit: "14 s", "32 min", "5 h", "9 d". */
export function formatAge(then: Date, now: Date): string {
  const ms = Math.max(0, now.getTime() - then.getTime())
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

/** A span in two units at most: "0.4 s", "31 s", "1 min 25 s", "5 h 20 min", "9 d 3 h". */
export function formatSpan(ms: number): string {
  if (ms < 10 * SECOND) return `${Number((Math.max(0, ms) / SECOND).toFixed(1))} s`
  const seconds = Math.round(ms / SECOND)
  const [d, h, m, s] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  if (d > 0) return h === 0 ? `${d} d` : `${d} d ${h} h`
  if (h > 0) return m === 0 ? `${h} h` : `${h} h ${m} min`
  if (m > 0) return s === 0 ? `${m} min` : `${m} min ${s} s`
  return `${s} s`
}

/** A day as people say it: "today", "12 Nov", "5 Jun 2026" when it is another year. UTC. */
export function formatDay(date: Date, now: Date): string {
  if (date.toISOString().slice(0, 10) === now.toISOString().slice(0, 10)) return 'today'
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
  return date.getUTCFullYear() === now.getUTCFullYear() ? day : `${day} ${date.getUTCFullYear()}`
}

/** "today 13:58" or "12 Nov 13:58". UTC. */
export function formatMoment(date: Date, now: Date): string {
  return `${formatDay(date, now)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** "14:45:07", with the day in front when it is not today. UTC; for rows of a log. */
export function formatClock(date: Date, now: Date): string {
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const day = formatDay(date, now)
  return day === formatDay(now, now) ? time : `${day} ${time}`
}

/** "14:45:07.308", with the day in front when it is not today. UTC; for rows of which many fall into one second. */
export function formatMillis(date: Date, now: Date): string {
  return `${formatClock(date, now)}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`
}

/** The whole instant with its zone: "24 Nov 2026, 13:58:11 UTC". For titles and rows of evidence. */
export function formatInstant(date: Date): string {
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`
}

/** "28 Nov 2026, 23:52:01 – 23:52:29 UTC"; the day of the second only where it is another one. */
export function formatRange(from: Date, to: Date): string {
  const [first, last] = [formatInstant(from), formatInstant(to)]
  const day = first.slice(0, first.indexOf(','))
  return `${first.replace(' UTC', '')} – ${last.startsWith(`${day},`) ? last.slice(day.length + 2) : last}`
}
