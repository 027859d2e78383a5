const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?)?$/

/** The instant that a text names: ISO 8601 to the day or finer; without a zone it is UTC, and a day is its beginning. Null for what is none. */
export function readInstant(text: string): Date | null {
  const [, day, time = '00:00', zone = 'Z'] = INSTANT.exec(text) ?? []
  if (day === undefined || !isDay(day)) return null
  const instant = new Date(`${day}T${time}${zone}`)
  return Number.isNaN(instant.getTime()) ? null : instant
}

/** JavaScript takes 30 February for 2 March: a typo would quietly name another day. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}
