import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCompanions } from './read-companions'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
  await stage.push({ 'policies/payments/stripe.test.yaml': 'tests: []\n' })
  await stage.source.mirror.fetch()
})
afterAll(() => stage.close())

const POLICY = 'policies/payments/stripe.yaml'
const TESTS = 'policies/payments/stripe.test.yaml'

async function companionsOf(...paths: (string | null)[]) {
  const { mirror, repository } = stage.source
  const head = (await mirror.objects.resolve(repository.ref)) ?? ''
  const files = paths.map((path) => ({ basePath: path, path }))
  return (await readCompanions(mirror, head, files, 'policies')).map(({ path, text }) => [path, text.length])
}

it('are the tests of a policy and the policy of tests, unless the draft holds them', async () => {
  expect(await companionsOf(POLICY)).toEqual([[TESTS, 10]])
  expect((await companionsOf(TESTS)).map(([path]) => path)).toEqual([POLICY])
  expect(await companionsOf(POLICY, TESTS)).toEqual([])
  expect(await companionsOf('policies/support/slack.yaml', 'README.md', null)).toEqual([])
})
