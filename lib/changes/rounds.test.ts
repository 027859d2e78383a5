import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import { markStale } from './mark-stale'
import { refreshChanges } from './refresh-changes'
import { readReview } from './review-state'
import { openChangeStage, type ChangeStage } from './testing/change-stage'
import { openPulls, PULL_PATH as PATH } from './testing/open-pulls'

let stage: ChangeStage

beforeEach(async () => {
  stage = await openChangeStage()
})

afterEach(() => stage.close())

const MINUTE = 60_000

const round = (now = new Date(), numbers: readonly number[] = []) =>
  refreshChanges({
    ctx: stage.system(now),
    source: stage.source,
    client: stage.client('dora'),
    input: { numbers },
  })

async function settle(now: Date): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    const result = await round(new Date(now.getTime() + turn * MINUTE))
    if (result.kind === 'refreshed' && result.numbers.length === 0) return
  }
}

const rows = () => stage.database.prisma.changeRequest.findMany({ orderBy: { number: 'asc' } })
const fault = (order: Record<string, unknown>) => stage.forge.admin('/_test/fault', order)
const noFault = () => stage.forge.admin('/_test/fault', undefined, 'DELETE')

describe('a round of looks', () => {
  it('that is cut off leaves no pull request unknown behind one that was looked at', async () => {
    await openPulls(stage, 3)
    await fault({ kind: 'outage', path: '/api/v3/repos/*/pulls/2', count: 4 })
    expect(await round()).toEqual({ kind: 'unreachable' })
    expect((await rows()).map(({ number, title, state }) => [number, title, state])).toEqual([
      [1, 'Pull 1', 'open'],
      [2, 'Pull 2', 'open'],
      [3, 'Pull 3', 'open'],
    ])
    await noFault()
    expect(await round()).toMatchObject({ kind: 'refreshed', numbers: [2, 1] })
    expect((await rows()).map(({ review }) => readReview(review).paths)).toEqual([[PATH], [PATH], [PATH]])
  })

  it('knows a merge from the list alone, before anything else about it could be asked', async () => {
    await openPulls(stage, 2)
    await round()
    const { data } = await stage.forge.as('dora').rest.pulls.merge({ ...REPOSITORY, pull_number: 1 })
    await fault({ kind: 'outage', path: '/api/v3/repos/*/pulls/1' })
    expect(await round()).toEqual({ kind: 'unreachable' })
    expect((await rows())[0]).toMatchObject({ state: 'merged', mergeSha: data.sha, mergedBy: null })
    await noFault()
    expect(await round()).toMatchObject({ numbers: expect.arrayContaining([1]) })
    expect((await rows())[0]).toMatchObject({ state: 'merged', mergeSha: data.sha, mergedBy: 'dora' })
  })

  it('looks at all others although one cannot be looked at, and at that one again with the next sweep', async () => {
    await openPulls(stage, 3)
    await fault({ kind: 'outage', status: 404, path: '/api/v3/repos/*/pulls/3' })
    await expect(round()).rejects.toMatchObject({ status: 404 })
    expect((await rows()).map(({ review }) => readReview(review).paths)).toEqual([[PATH], [PATH], null])
    await noFault()
    await settle(new Date(Date.now() + 6 * MINUTE))
    expect((await rows()).map(({ review }) => readReview(review).paths)).toEqual([[PATH], [PATH], [PATH]])
  })

  it('for somebody who waits asks about that one alone', async () => {
    await openPulls(stage, 3)
    expect(await round(new Date(), [2])).toEqual({
      kind: 'refreshed',
      numbers: [2],
      waiting: 2,
      due: 0,
      knowsMore: false,
    })
    expect(await round()).toMatchObject({ numbers: [3, 1], waiting: 0 })
  })
})

it('asks about four whose last look is old, says how many more there are, and rounds in a row get to all of them', async () => {
  await openPulls(stage, 6)
  await round()
  await settle(new Date(Date.now() + MINUTE))
  const later = new Date(Date.now() + 60 * MINUTE)
  const first = await round(later)
  const second = await round(new Date(later.getTime() + 1))
  expect([first, second]).toMatchObject([
    { waiting: 0, due: 2 },
    { waiting: 0, due: 0 },
  ])
  const asked = [first, second].flatMap((one) => (one.kind === 'refreshed' ? one.numbers : []))
  expect(asked.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
})

describe('what a hook names', () => {
  it('is asked about at once, however fresh it is: by its number, or by the commit of its check', async () => {
    await openPulls(stage, 2)
    await round()
    await settle(new Date(Date.now() + 2 * MINUTE))
    let now = Math.max(...(await rows()).map(({ refreshedAt }) => refreshedAt.getTime())) + 1000
    const sha = (await rows())[0]?.headSha ?? ''
    for (const about of [
      { numbers: [], heads: [sha] },
      { numbers: [1], heads: [] },
    ]) {
      const status = { sha, state: 'failure', context: `ci-${now}` } as const
      await stage.forge.as('dora').rest.repos.createCommitStatus({ ...REPOSITORY, ...status })
      expect(await round(new Date((now += 1)))).toMatchObject({ numbers: [] })
      await markStale({ ctx: stage.system(new Date(now)), input: about })
      expect(await round(new Date((now += 1)))).toMatchObject({ numbers: [1] })
      const checks = readReview((await rows())[0]?.review).checks.map(({ name }) => name)
      expect(checks).toContain(status.context)
    }
  })

  it('while it is being asked about is asked about once more', async () => {
    await openPulls(stage, 1)
    const began = new Date()
    await markStale({ ctx: stage.system(), input: { numbers: [1], heads: [] } })
    await round(began)
    await markStale({ ctx: stage.system(new Date(began.getTime() + 50)), input: { numbers: [1], heads: [] } })
    await round(began)
    expect(await round(new Date(began.getTime() + 100))).toMatchObject({ numbers: [1] })
    expect(await round(new Date(began.getTime() + 200))).toMatchObject({ numbers: [] })
  })
})
