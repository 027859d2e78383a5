import { afterEach, beforeEach, expect, it } from 'vitest'
import { refreshChanges } from './refresh-changes'
import { readReview } from './review-state'
import { openChangeStage, type ChangeStage } from './testing/change-stage'
import { openPulls } from './testing/open-pulls'

const MINUTE = 60_000

let stage: ChangeStage

beforeEach(async () => {
  stage = await openChangeStage()
})

afterEach(() => stage.close())

const rows = () => stage.database.prisma.changeRequest.findMany({ orderBy: { number: 'asc' } })

function numbersFrom(most: number, least: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => most - index)
}

it('looks at twenty that moved and leaves the others to the next one; of a list that stands still it takes at most 20 calls', async () => {
  const client = stage.client('dora')
  const calls: string[] = []
  client.hook.before('request', ({ method, url }) => void calls.push(`${method} ${url}`))
  const round = (now = new Date()) => refreshChanges({ ctx: stage.system(now), source: stage.source, client })
  await openPulls(stage, 23)
  expect(await round()).toMatchObject({ numbers: numbersFrom(23, 4), waiting: 3 })
  expect(await round()).toMatchObject({ waiting: 0 })
  expect((await rows()).every(({ review }) => readReview(review).paths !== null)).toBe(true)
  const later = new Date(Date.now() + 10 * MINUTE)
  const seen = new Set<number>()
  for (let turn = 0; turn < 6; turn += 1) {
    calls.length = 0
    const result = await round(new Date(later.getTime() + turn))
    if (result.kind === 'refreshed') for (const number of result.numbers) seen.add(number)
    expect(calls.length).toBeLessThanOrEqual(20)
  }
  expect(seen.size).toBe(23)
  calls.length = 0
  expect(await round(new Date(later.getTime() + 10))).toMatchObject({ numbers: [] })
  expect(calls).toHaveLength(1)
})
