import { afterEach, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { getChange } from './get-change'
import { refreshChanges } from './refresh-changes'
import { reportChecks } from './report-checks'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
let looks = 0

beforeEach(async () => {
  stage = await openChangeStage()
  const about = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const files = { 'policies/payments/stripe.yaml': STRIPE.replace('500', '5') }
  await stage.forge.forge.commitFiles({ ...about, branch: 'topic', files, message: 'x' })
  await stage.forge.forge.openPull({
    ...about,
    head: 'topic',
    base: 'main',
    title: 't',
    body: '',
    draft: false,
  })
  const checks = ['ci / secrets', 'lockstep/policy']
  stage.forge.forge.setProtection({
    repository: FULL_NAME,
    branch: 'main',
    requiredApprovals: 0,
    requiredChecks: checks,
  })
})
afterEach(() => stage.close())

/** The checks as a change shows them, after a look long after the one before. */
async function seen(number = 1) {
  await stage.source.mirror.fetch()
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 10_000))
  await refreshChanges({
    ctx,
    source: stage.source,
    client: stage.client('dora'),
    input: { numbers: [number] },
  })
  const change = await getChange({ ctx, source: stage.source, root: 'policies', number })
  return change?.review.checks.map(
    ({ name, state, required }) => `${name} ${state}${required ? ', required' : ''}`,
  )
}

const setOurs = () =>
  reportChecks({
    ctx: stage.system(),
    source: stage.source,
    client: stage.client('dora'),
    root: 'policies',
    toolsOf: () => Promise.resolve({}),
    linkOf: (number) => `https://lockstep.example/changes/${number}`,
    settled: new Map(),
  })

it('a required check that nothing has reported is waited for while the change is open; Lockstep sets its own all the same', async () => {
  expect(await seen()).toEqual(['ci / secrets pending, required', 'lockstep/policy pending, required'])
  expect(await setOurs()).toEqual({ kind: 'reported', numbers: [1] })
  expect(await seen()).toEqual(['lockstep/policy success, required', 'ci / secrets pending, required'])
  await stage.forge.as('ana').rest.pulls.update({ ...REPOSITORY, pull_number: 1, state: 'closed' })
  expect(await seen()).toEqual(['lockstep/policy success, required'])
})

it('the check of Lockstep, where it is required, stands on what touches no policy as well, and follows what comes to it', async () => {
  const about = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const change = (files: Record<string, string>) =>
    stage.forge.forge.commitFiles({ ...about, branch: 'owners', files, message: 'x' })
  await change({ '.github/CODEOWNERS': 'policies/ @ben\n' })
  const pull = { head: 'owners', base: 'main', title: 'o', body: '', draft: false }
  await stage.forge.forge.openPull({ ...about, ...pull })
  const ours = async () => (await seen(2))?.find((check) => check.startsWith('lockstep/policy'))
  expect(await ours()).toBe('lockstep/policy pending, required')
  await seen()
  expect(await setOurs()).toEqual({ kind: 'reported', numbers: [1, 2] })
  expect(await ours()).toBe('lockstep/policy success, required')
  expect(await setOurs()).toEqual({ kind: 'reported', numbers: [] })
  await change({ 'policies/payments/stripe.yaml': 'version: "1"\ntools: 5\n' })
  await ours()
  expect(await setOurs()).toEqual({ kind: 'reported', numbers: [2] })
  expect(await ours()).toBe('lockstep/policy failure, required')
})

it('a check that is reported after a hundred others is reported all the same', async () => {
  const { rest } = stage.forge.as('dora')
  const { data } = await rest.pulls.get({ ...REPOSITORY, pull_number: 1 })
  const answer = await stage.forge.admin('/_admin/apps', {
    name: 'CI',
    url: 'https://ci.test',
    callbackUrl: 'https://ci.test',
  })
  const app = z.object({ id: z.number() }).parse(await answer.json())
  await stage.forge.forge.batch(async () => {
    const run = { repository: FULL_NAME, headSha: data.head.sha, appId: app.id, at: new Date() }
    for (let nth = 0; nth <= 100; nth += 1) {
      const name = nth === 0 ? 'ci / secrets' : `ci / ${nth}`
      await stage.forge.forge.addCheckRun({ ...run, name, conclusion: 'success' })
    }
  })
  const checks = await seen()
  expect(checks).toContain('ci / secrets success, required')
  expect(checks).not.toContain('ci / secrets pending, required')
})
