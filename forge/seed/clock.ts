const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Younger than this happened exactly when the timeline says; older moments move into working hours. */
const EXACT_DAYS = 2

/**
 * The moment `days` before `now`. Never changes the order of two moments: a day of 24 hours becomes one from 8:00
 * to 17:00 UTC, a weekend becomes the Friday evening before it.
 */
export function momentBefore(now: Date, days: number): Date {
  const at = now.getTime() - days * DAY_MS
  return new Date(Math.floor((days < EXACT_DAYS ? at : inWorkingHours(at)) / 1000) * 1000)
}

function inWorkingHours(at: number): number {
  const midnight = Math.floor(at / DAY_MS) * DAY_MS
  const part = (at - midnight) / DAY_MS
  const weekday = new Date(midnight).getUTCDay()
  if (weekday === 6) return midnight - DAY_MS + 17 * HOUR_MS + part * HOUR_MS
  if (weekday === 0) return midnight - 2 * DAY_MS + 18 * HOUR_MS + part * HOUR_MS
  return midnight + 8 * HOUR_MS + part * 9 * HOUR_MS
}
