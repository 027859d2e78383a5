/**
 * A measure of a clock is as much too low as its report was under way, and a merge makes many reports at once wait for a second or more: less
 * than this says nothing of the clock.
 */
export const SKEW_TOLERANCE_MS = 2_000

/** No clock is trusted to be further off: times that are moved by more leave what a database can keep. */
const MOST_SKEW_MS = 100 * 365 * 86_400_000

/** A connector's clock minus the server's, from the time that a request was stamped with when it was sent. */
export function measureSkew(sentAt: string, now: Date): number {
  const ms = Date.parse(sentAt) - now.getTime()
  return Math.min(MOST_SKEW_MS, Math.max(-MOST_SKEW_MS, ms))
}

/** A connector gives a report up after a minute, and it may have waited for one before: a clock that seems further back was set back. */
export const LONGEST_UNDER_WAY_MS = 180_000

/**
 * The better of two measures that follow each other; `before` is null for the first. A request can only arrive later than it was sent, so
 * the higher one is nearer the truth. A clock that was set back is believed the second time.
 */
export function likelySkew(before: number | null, measured: number): number {
  return before === null || before - measured > LONGEST_UNDER_WAY_MS ? measured : Math.max(before, measured)
}

/**
 * By how much the times of a report are moved: by as much as those of the report before it, so that two of one host keep their order, until
 * the clock is surely another. A clock that is nearly right is taken as it is.
 */
export function heldSkew(held: number, measured: number): number {
  if (Math.abs(measured - held) < SKEW_TOLERANCE_MS) return held
  return Math.abs(measured) < SKEW_TOLERANCE_MS ? 0 : measured
}
