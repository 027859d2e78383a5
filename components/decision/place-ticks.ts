const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Distances that people count time in. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
]
/** Further right the words of a tick would leave the chart. */
const LAST_PLACE = 0.96

/** A round time on an axis of time. */
export interface Tick {
  readonly at: Date
  /** Share of the width. */
  readonly place: number
  /** Ticks are whole days apart. */
  readonly isDay: boolean
}

/** Round times in UTC along an axis, at most `most` of them. Times in milliseconds since the Unix epoch. */
export function placeTicks(from: number, to: number, most: number): Tick[] {
  const span = to - from
  if (span <= 0) return []
  const step = STEPS.find((one) => span / one <= most) ?? Math.ceil(span / most / DAY) * DAY
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step)
    .map((at) => ({ at: new Date(at), place: (at - from) / span, isDay: step % DAY === 0 }))
    .filter(({ place }) => place <= LAST_PLACE)
}
