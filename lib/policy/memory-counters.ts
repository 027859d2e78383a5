import { windowStart, type CounterStore } from './counters'
import { wrapInt64 } from './go/int64'
import type { Window } from './policy'

interface Entry {
  value: bigint
  window: Window
  /** Milliseconds since the Unix epoch. */
  start: number
}

/** Counters that live as long as this object: for tests of policies, dry runs and previews. */
export class MemoryCounters implements CounterStore {
  private readonly entries = new Map<string, Entry>()

  read(key: string, now: Date): bigint {
    const entry = this.entries.get(key)
    return entry === undefined ? 0n : valueIn(entry, entry.window, now)
  }

  reserve(key: string, amount: bigint, limit: bigint, window: Window, now: Date): boolean {
    const entry = this.entries.get(key)
    const value = wrapInt64((entry === undefined ? 0n : valueIn(entry, window, now)) + amount)
    if (value > limit) return false
    this.entries.set(key, { value, window, start: windowStart(window, now) })
    return true
  }

  rollBack(key: string, amount: bigint): void {
    const entry = this.entries.get(key)
    if (entry === undefined) return
    const value = wrapInt64(entry.value - amount)
    entry.value = value < 0n ? 0n : value
  }

  /** The stored values by key, those of past windows too, as Intercept's heartbeat lists them. */
  stored(): Map<string, bigint> {
    return new Map([...this.entries].map(([key, { value }]) => [key, value]))
  }
}

function valueIn(entry: Entry, window: Window, now: Date): bigint {
  return entry.start === windowStart(window, now) ? entry.value : 0n
}
