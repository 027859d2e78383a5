import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writePace } from './pace-writes'

/** Much less than the spacing. */
const AT_ONCE_MS = 200

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Sends so many at once; returns how many went by now. */
function sendMany(pace: keyof typeof writePace, identity: string, count: number): () => number {
  let gone = 0
  const limiter = writePace[pace].key(identity)
  for (let sent = 0; sent < count; sent += 1) void limiter.schedule(() => Promise.resolve((gone += 1)))
  return () => gone
}

describe('the writes of one identity', () => {
  it('go at once while they are few', async () => {
    const gone = sendMany('write', 'few', 10)
    await vi.advanceTimersByTimeAsync(AT_ONCE_MS)
    expect(gone()).toBe(10)
  })

  it('are a second apart when they are many', async () => {
    const gone = sendMany('write', 'many', 40)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(gone()).toBeGreaterThan(10)
    expect(gone()).toBeLessThanOrEqual(20)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(gone()).toBe(40)
  })

  it('are three seconds apart when people are told of each', async () => {
    const gone = sendMany('notifications', 'told', 20)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(gone()).toBeGreaterThan(8)
    expect(gone()).toBeLessThanOrEqual(12)
  })

  it('never go beyond what GitHub allows in a minute, and do not hold those of another', async () => {
    const gone = sendMany('write', 'greedy', 500)
    const told = sendMany('notifications', 'greedy', 500)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(gone()).toBeLessThanOrEqual(70)
    expect(told()).toBeLessThanOrEqual(28)
    const other = sendMany('write', 'other', 1)
    await vi.advanceTimersByTimeAsync(AT_ONCE_MS)
    expect(other()).toBe(1)
  })
})
