import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { fewAtATime } from './few-at-a-time'

it('does everything, so many at the same time and no more, and answers in order', async () => {
  let [open, most] = [0, 0]
  const work = async (entry: number) => {
    open += 1
    most = Math.max(most, open)
    for (let turns = 0; turns < entry % 5; turns++) await turn()
    open -= 1
    return entry * 2
  }
  const entries = Array.from({ length: 40 }, (_, index) => index)
  expect(await fewAtATime(entries, 3, work)).toEqual(entries.map((entry) => entry * 2))
  expect(most).toBe(3)
  expect(await fewAtATime([], 3, work)).toEqual([])
})
