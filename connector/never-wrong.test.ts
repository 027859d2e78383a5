import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHistories } from './testing/random-histories'

let histories: Awaited<ReturnType<typeof openHistories>>
beforeAll(async () => {
  histories = await openHistories({ minSteps: 8, maxSteps: 16, atOnce: 8, askEvery: 3 })
})
afterAll(() => histories.close())

it('never claims a content at evidence 3 or above that is not the one in memory, nor does the server, whatever the clock', async () => {
  const { checked, asked } = await histories.live(3)
  expect(histories.clock.count).toBeGreaterThan(0)
  expect(checked).toBeGreaterThan(50)
  expect(asked).toBeGreaterThan(10)
}, 240_000)
