import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PreparedFile } from './prepare-files'
import { testChangedPolicies } from './test-changed-policies'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'
const TESTS = 'policies/payments/stripe.test.yaml'
const CASES = `tests:
  - {name: refunds of ten, call: {tool: create_refund, args: {amount: 10}}, expect: allow}
  - {name: customers, call: {tool: list_customers}, expect: allow}
`
const ADOPTED = CASES.replace('expect: allow', 'expect: deny, rule: max refund')
const LOWER = STRIPE.replace('500', '5')

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
  await stage.push({ [TESTS]: CASES })
  await stage.source.mirror.fetch()
})
afterAll(() => stage.close())

/** What is said of a change from what is on the branch. */
async function said(...files: PreparedFile[]): Promise<readonly string[]> {
  const { objects } = stage.source.mirror
  const head = (await objects.resolve('refs/heads/main')) ?? ''
  const tested = await testChangedPolicies(objects, head, files)
  return tested.flatMap(({ path, lines }) => (path === PATH ? lines : []))
}

const policy = { basePath: PATH, path: PATH, before: STRIPE, text: LOWER }
const tests = { basePath: TESTS, path: TESTS, before: CASES }
const ANSWERS_ELSE = '“refunds of ten” now expects denied by max refund, before allowed.'

it('says of tests that a change leaves alone what they say, and of those that it changes what they expected before, wherever they go', async () => {
  expect(await said(policy)).toEqual([
    'Policy tests: 1 of 2 pass.',
    '“refunds of ten” (line 2) expects allowed and gets denied by max refund.',
  ])
  const adopted = ['Policy tests: 2 of 2 pass.', ANSWERS_ELSE]
  expect(await said(policy, { ...tests, text: ADOPTED })).toEqual(adopted)
  const from = 'policies/payments/old.yaml'
  const moved = { ...tests, basePath: from.replace('.yaml', '.test.yaml'), text: ADOPTED }
  expect(await said({ ...policy, basePath: from }, moved)).toEqual(adopted)
})

it('says that tests are removed, and nothing of those that are new', async () => {
  expect(await said(policy, { ...tests, path: null, text: null })).toEqual([
    'No policy tests.',
    'The tests that it had are removed.',
  ])
  const fresh = { basePath: null, path: TESTS, before: null, text: ADOPTED }
  expect(await said(policy, fresh)).toEqual(['Policy tests: 2 of 2 pass.'])
})
