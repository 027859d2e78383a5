import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { getChange } from './get-change'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
})

afterAll(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'
const OWNERS = '.github/CODEOWNERS'

/** The change as its page has it once the mirror has what was pushed. */
async function fetched(number: number) {
  const { source } = stage
  await source.mirror.fetch()
  return getChange({ ctx: stage.system(), source, root: 'policies', number })
}

let looks = 0

/** The same after a look at the forge, long after the one before. */
async function seen(number: number) {
  const { source } = stage
  await source.mirror.fetch()
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 10_000))
  await refreshChanges({ ctx, source, client: stage.client('dora'), input: { numbers: [number] } })
  return fetched(number)
}

it('a change has the owners whom the branch that it goes to names by now, and who approved as one of them; once merged, those of then', async () => {
  const where = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const files = { [PATH]: STRIPE.replace('500', '50') }
  await stage.forge.forge.commitFiles({ ...where, branch: 'lower', files, message: 'Lower' })
  const pull = { head: 'lower', base: 'main', title: 'Lower', body: '', draft: false }
  const { issue } = await stage.forge.forge.openPull({ ...where, ...pull })
  const of = { ...REPOSITORY, pull_number: issue.number }
  const [ben, cleo] = [stage.forge.as('ben').rest.pulls, stage.forge.as('cleo').rest.pulls]
  await ben.createReview({ ...of, event: 'APPROVE' })
  const before = await seen(issue.number)
  expect(before?.owners).toMatchObject([{ owners: ['@acme/payments', '@ben'], line: 1 }])
  expect(before?.approvedAs).toContainEqual({ login: 'ben', path: PATH, owner: '@ben', line: 1 })

  await stage.push({ [OWNERS]: '# Money\npolicies/payments/ @cleo\n' })
  const owners = [{ owners: ['@cleo'], line: 2 }]
  expect(await fetched(issue.number)).toMatchObject({ owners, approvedAs: [] })
  expect(await seen(issue.number)).toMatchObject({ owners, approvedAs: [] })
  await cleo.createReview({ ...of, event: 'APPROVE' })
  const as = [{ login: 'cleo', path: PATH, owner: '@cleo', line: 2 }]
  expect((await seen(issue.number))?.approvedAs).toEqual(as)

  await cleo.merge(of)
  await stage.push({ [OWNERS]: 'policies/ @dora\n' })
  expect(await seen(issue.number)).toMatchObject({ state: 'merged', owners, approvedAs: as })
})
