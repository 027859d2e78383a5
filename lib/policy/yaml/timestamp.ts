import type { GoTime } from '../policy'

/**
 * The four layouts go-yaml tries with Go's `time.Parse`: `T` or `t` with a zone, a blank without one, a date alone. Fields may have one
 * digit; the fraction any number of digits behind `.` or `,`; any run of spaces will do for the blank.
 */
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt]| +)(\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?)?$/

const SECONDS_PER_DAY = 86_400n

/** Reads a plain scalar as go-yaml's `!!timestamp`, or `null` when it is none. */
export function parseTimestamp(text: string): GoTime | null {
  const match = TIMESTAMP.exec(text)
  if (match === null) return null
  const [, year, month, day, separator, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  if (separator !== undefined && separator.startsWith(' ') === (zone !== undefined)) return null
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const offset = parseZone(zone)
  if (offset === undefined) return null
  const clock = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second))
  return {
    seconds: BigInt(daysSinceEpoch(date)) * SECONDS_PER_DAY + clock - BigInt(offset ?? 0),
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, '0')),
    offsetSeconds: offset,
  }
}

/** Seconds east of UTC; `null` for none, `Z` or zero, `undefined` for what Go refuses (it accepts 24 hours and 60 minutes). */
function parseZone(zone: string | undefined): number | null | undefined {
  if (zone === undefined || zone === 'Z') return null
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 24 || minutes > 60) return undefined
  const seconds = hours * 3600 + minutes * 60
  if (seconds === 0) return null
  return zone.startsWith('-') ? -seconds : seconds
}

interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

function isDate({ year, month, day }: CalendarDate): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day <= days
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar; the years 0 to 99 are those years. */
function daysSinceEpoch({ year, month, day }: CalendarDate): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime() / 86_400_000
}
