import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { subscribe } from '@/lib/events/event-hub'
import { notify } from '@/lib/events/notify'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, type ChangeStage } from './testing/change-stage'
import { openPulls } from './testing/open-pulls'

let stage: ChangeStage
let stop: () => void
let told: string[][] = []

beforeAll(async () => {
  stage = await openChangeStage()
  const ctx = stage.system()
  stop = subscribe(stage.database, ctx.repositoryId, ({ topic, ids }) => {
    if (topic === 'changes') told.push([...ids])
  })
  await vi.waitUntil(async () => {
    await notify(ctx, 'changes', ['heard'])
    return told.length > 0
  })
})
beforeEach(() => void (told = []))
afterAll(async () => {
  stop()
  await stage.close()
})

/** What pages were told by a look, which ends with a message of its own. */
async function toldBy(minutes: number): Promise<string[][]> {
  const ctx = stage.system(new Date(Date.now() + minutes * 60_000))
  await refreshChanges({ ctx, source: stage.source, client: stage.client('dora') })
  await notify(ctx, 'changes', ['end'])
  await vi.waitUntil(() => told.at(-1)?.[0] === 'end')
  return told.filter(([id]) => id !== 'heard').slice(0, -1)
}

it('pages are told of each change when it is known, and of none that is as it was', async () => {
  await openPulls(stage, 2)
  const { pulls, repos } = stage.forge.as('ben').rest
  expect(await toldBy(0)).toEqual([expect.arrayContaining(['1', '2']), [], [], ['2'], ['1']])

  // By the second look the forge knows whether they can be merged.
  await toldBy(10)
  told = []
  expect(await toldBy(15)).toEqual([])

  told = []
  const { data } = await pulls.get({ ...REPOSITORY, pull_number: 1 })
  await repos.createCommitStatus({ ...REPOSITORY, sha: data.head.sha, state: 'failure', context: 'ci' })
  expect(await toldBy(20)).toEqual([['1']])

  told = []
  stage.forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', requiredApprovals: 1 })
  expect(await toldBy(25)).toContainEqual([])

  told = []
  await pulls.createReview({ ...REPOSITORY, pull_number: 2, event: 'APPROVE' })
  await pulls.merge({ ...REPOSITORY, pull_number: 2 })
  await stage.source.mirror.fetch()
  // The merge by the list, then who had approved it; the other one conflicts by then.
  const [first, ...rest] = await toldBy(30)
  expect(first).toEqual(['2'])
  expect(rest).toContainEqual(['2'])
})
