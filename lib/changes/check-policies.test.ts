import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { checkPolicies } from './check-policies'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
  await stage.push({ 'policies/support/mail.yaml': 'version: "1"\ndefault: deny\n' })
})
afterAll(() => stage.close())

const STRIPE_PATH = 'policies/payments/stripe.yaml'
const MAIL = 'policies/support/mail.yaml'
const COMMENT = `# Said anew.\n${STRIPE}`

let branches = 0

/** What the check says of a change of these files, null for one that is removed. */
async function saidOf(files: Record<string, string | null>): Promise<string | undefined> {
  const { mirror, repository } = stage.source
  branches += 1
  const branch = `change-${branches}`
  const push = { repository: FULL_NAME, branch, files, message: 'x', person: 'ana', at: new Date() }
  const { sha: head } = await stage.forge.forge.commitFiles(push)
  await mirror.fetch()
  const from = (await mirror.objects.resolve(repository.ref)) ?? ''
  const change = { from, head, files: await mirror.diff(from, head) }
  const toolsOf = () => Promise.resolve({})
  return (await checkPolicies(mirror, { change, root: 'policies', toolsOf }))?.description
}

it('says “same answers” where every policy of the change was compared', async () => {
  expect(await saidOf({ [STRIPE_PATH]: COMMENT })).toMatch(/, same answers$/)
})

it.each<[string, Record<string, string | null>, string]>([
  ['is removed', { [MAIL]: null }, '1 removed'],
  ['is new', { 'policies/new.yaml': 'version: "1"\n' }, '1 new'],
  ['moves', { [MAIL]: null, 'policies/post.yaml': 'version: "1"\ndefault: allow\n' }, '1 new, 1 removed'],
])('does not say “same answers” where another policy %s', async (_, files, said) => {
  expect(await saidOf({ [STRIPE_PATH]: COMMENT, ...files })).toBe(
    `${1 + Object.keys(files).length} policies, valid, no tests, ${said}`,
  )
})

it('does not say “same answers” where other files become the policies', async () => {
  const files = {
    '.lockstep.yaml': 'root: rules\n',
    'rules/a.yaml': 'version: "1"\n',
    [STRIPE_PATH]: COMMENT,
  }
  expect(await saidOf(files)).toMatch(/^settings valid, root becomes rules\/, .*, nothing to compare with$/)
})

it('does not say “same answers” where a policy could not be read before', async () => {
  await stage.push({ [MAIL]: 'version: "1"\ntools: [' })
  expect(await saidOf({ [STRIPE_PATH]: COMMENT, [MAIL]: 'version: "1"\ndefault: allow\n' })).toBe(
    '2 policies, valid, no tests, 1 file not compared',
  )
})
