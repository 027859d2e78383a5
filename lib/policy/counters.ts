import type { Window } from './policy'

/**
 * Where the counters of a policy live. Keys are `<scope>.<counter>`, the scope being the tool or `_global`. Values are Go int64: sums and
 * differences wrap around (`wrapInt64`). A window is fixed and starts at the full UTC minute, hour or day (`windowStart`). Everything is
 * synchronous, so that one decision is atomic within a process; a store that processes share makes `reserve` and `rollBack` atomic itself, and
 * takes a `now` of the last seconds of a window for the next one where the entry belongs to that already. An entry that was reserved in by a
 * clock that was ahead begins anew when the clock is right.
 * A method that cannot do its work throws a `CounterStoreError`; the call is then denied.
 */
export interface CounterStore {
  /** The current value: 0 without an entry, or when `now` is not in the window that the entry was last reserved in. */
  read(key: string, now: Date): bigint
  /**
   * Adds the amount (it may be negative or 0) to the current value and returns true, unless the sum is above the limit: then nothing
   * changes. "Current" is as in `read`, but for the window given here; the entry then belongs to that window.
   */
  reserve(key: string, amount: bigint, limit: bigint, window: Window, now: Date): boolean
  /** Takes an amount back, but not below 0, whatever window the entry belongs to. Without an entry nothing happens. */
  rollBack(key: string, amount: bigint): void
}

/** A counter store that cannot be read or written now. */
export class CounterStoreError extends Error {
  override readonly name = 'CounterStoreError'
}

const LENGTH: Readonly<Record<Window, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** When the window that holds `now` began, in milliseconds since the Unix epoch. */
export function windowStart(window: Window, now: Date): number {
  const time = now.getTime()
  const length = LENGTH[window]
  return Math.floor(time / length) * length
}

/** When the window that holds `now` ends and the next begins. */
export function windowEnd(window: Window, now: Date): number {
  return windowStart(window, now) + LENGTH[window]
}
