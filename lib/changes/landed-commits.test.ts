import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { getPush } from './get-push'
import { listChanges } from './list-changes'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'
const MINUTE = 60_000

let stage: ChangeStage
/** When the merge was seen. */
let seen: number
/** Pushed without a pull request, right before the merge. */
let pushed: string

beforeAll(async () => {
  stage = await openChangeStage()
  const { forge } = stage.forge
  const by = { repository: FULL_NAME, person: 'ana', at: new Date() }
  await forge.commitFiles({ ...by, branch: 'two', files: { [PATH]: `${STRIPE}# two\n` }, message: 'Two' })
  await stage.push({ 'policies/support/slack.yaml': 'version: "1"\ndefault: allow\n' })
  const { issue } = await forge.openPull({
    ...by,
    head: 'two',
    base: 'main',
    title: 'Two',
    body: '',
    draft: false,
  })
  await stage.forge.as('dora').rest.pulls.merge({ ...REPOSITORY, pull_number: issue.number })
  await stage.source.mirror.fetch()
  pushed = (await history()).index.commitAt((await history()).index.length - 2) ?? ''
  // It can never be looked at.
  await stage.forge.admin('/_test/fault', {
    kind: 'outage',
    status: 404,
    path: `/api/v3/repos/*/pulls/${issue.number}`,
  })
  // Beyond the second of the merge, in which it might have moved again.
  seen = Date.now() + MINUTE
})

afterAll(() => stage.close())

const refresh = (now: number) =>
  refreshChanges({ ctx: stage.system(new Date(now)), source: stage.source, client: stage.client('dora') })

async function history() {
  const found = await stage.source.mirror.history('refs/heads/main')
  if (found === null) throw new Error('no main')
  return found
}

/** What the page of the commit and the list of changes say of it. */
async function isAsked(): Promise<unknown[]> {
  const about = { ctx: stage.system(), source: stage.source, history: await history(), root: 'policies' }
  const push = await getPush({ ...about, sha: pushed })
  const listed = (await listChanges({ ...about, input: {} })).filter((one) => one.kind === 'push')
  const inList = listed.find(({ commit }) => commit === pushed)
  return [push.kind === 'push' ? push.isAsked : push.kind, inList?.isAsked]
}

it('a push right before a merge may be of it while that could not be looked at, for an hour', async () => {
  await expect(refresh(seen)).rejects.toMatchObject({ status: 404 })
  // Nothing is left to ask about: all that the branch has is known of, but for what that one brought.
  expect(await refresh(seen + MINUTE / 60)).toMatchObject({ kind: 'refreshed', numbers: [] })
  expect(await isAsked()).toEqual([false, false])
  await expect(refresh(seen + 59 * MINUTE)).rejects.toMatchObject({ status: 404 })
  expect(await isAsked()).toEqual([false, false])
})

it('a push right before a merge that cannot be looked at is told as one after an hour', async () => {
  await expect(refresh(seen + 66 * MINUTE)).rejects.toMatchObject({ status: 404 })
  expect(await isAsked()).toEqual([true, true])
})
