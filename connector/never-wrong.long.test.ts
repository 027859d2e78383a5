import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHistories } from './testing/random-histories'

let histories: Awaited<ReturnType<typeof openHistories>>
beforeAll(async () => {
  histories = await openHistories({ minSteps: 16, maxSteps: 40, atOnce: 24, askEvery: 7 })
})
afterAll(() => histories.close())

it('never claims a content at evidence 3 or above that is not the one in memory, nor does the server, in many long histories', async () => {
  const { checked, asked } = await histories.live(8)
  expect(histories.clock.count).toBeGreaterThan(10)
  expect(checked).toBeGreaterThan(4_000)
  expect(asked).toBeGreaterThan(150)
}, 1_800_000)
