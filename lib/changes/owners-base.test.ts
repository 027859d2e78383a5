import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { getChange } from './get-change'
import { refreshChanges } from './refresh-changes'
import { ownersBase } from './owners-base'
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

describe('once it is merged', () => {
  const at = new Date()
  const where = { repository: FULL_NAME, person: 'ana', at }
  const tip = () => stage.source.mirror.objects.resolve('refs/heads/main')

  /** What is stored of one of two commits, the first to CODEOWNERS itself, that was opened before its base moved on, and the base at the merge. */
  async function merged(method: 'merge' | 'squash' | 'rebase', branch: string = method) {
    const { forge } = stage.forge
    const first = {
      'policies/a.yaml': `version: "1"\n# ${branch}\n`,
      [OWNERS]: `policies/ @ben # ${branch}\n`,
    }
    const commit = { ...where, branch }
    await forge.commitFiles({ ...commit, files: first, message: `First ${branch}` })
    const second = { 'policies/b.yaml': `version: "1"\n# ${branch}\n` }
    await forge.commitFiles({ ...commit, files: second, message: `Second ${branch}` })
    const pull = { head: branch, base: 'main', title: branch, body: '', draft: false }
    const { issue } = await forge.openPull({ ...where, ...pull })
    const { number } = issue
    await stage.source.mirror.fetch()
    const pushed = await tip()
    await stage.push({ 'policies/c.yaml': `version: "1"\n# ${branch}\n` })
    await stage.source.mirror.fetch()
    const base = await tip()
    await forge.mergePull({ ...where, number, person: 'dora', method, regardless: true })
    await seen(number)
    const row = await stage.database.prisma.changeRequest.findFirstOrThrow({ where: { number } })
    return { base, pushed, row: { ...row, baseSha: pushed ?? '' } }
  }

  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s, the base is what the branch was at before, though the forge names that of the last push',
    async (method) => {
      const { base, row } = await merged(method)
      expect(await ownersBase(stage.source.mirror, row)).toBe(base)
    },
  )

  it('by a rebase that is not known as one, the base is what the forge names, not a commit in the midst of it', async () => {
    const { pushed, row } = await merged('rebase', 'again')
    expect(await ownersBase(stage.source.mirror, { ...row, rebased: [] })).toBe(pushed)
  })
})
