import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Arrivals } from './arrivals'

let said: number[]
let arrivals: Arrivals

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  said = []
  arrivals = new Arrivals((count) => said.push(count))
})

afterEach(() => {
  arrivals.end()
  vi.useRealTimers()
})

it('what comes is said at once, what comes after it as the difference and five seconds later', () => {
  arrivals.counted(0)
  vi.advanceTimersByTime(1)
  expect(said).toEqual([])
  arrivals.counted(2)
  vi.advanceTimersByTime(1)
  expect(said).toEqual([2])
  for (const count of [3, 4, 4, 7]) {
    vi.advanceTimersByTime(1000)
    arrivals.counted(count)
  }
  expect(said).toEqual([2])
  vi.advanceTimersByTime(1000)
  expect(said).toEqual([2, 5])
  vi.advanceTimersByTime(60_000)
  expect(said).toEqual([2, 5])
})

it('each is said once where the list takes them in, also those that were in it before they were counted', () => {
  arrivals.counted(2)
  arrivals.moved(3)
  vi.advanceTimersByTime(5001)
  expect(said).toEqual([3])
  arrivals.counted(1)
  arrivals.moved(1)
  vi.advanceTimersByTime(5001)
  expect(said).toEqual([3, 1])
})
