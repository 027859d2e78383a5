import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDraft } from './create-draft'
import { getDraft } from './get-draft'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

const PATH = 'policies/payments/stripe.yaml'
const SLACK = 'policies/support/slack.yaml'

beforeAll(async () => {
  stage = await openChangeStage()
})

afterAll(() => stage.close())

it('of the files of a draft, those that moved on the branch have the last commit that changed them, and no other has', async () => {
  const ana = await stage.as('ana')
  const { source } = stage
  const files = [PATH, SLACK].map((basePath) => ({ basePath, edits: [], text: null }))
  const made = await createDraft({ ctx: ana, source, input: { title: '', description: '', files } })
  if (made.kind !== 'created') throw new Error(made.kind)
  const movers = async () => (await getDraft({ ctx: ana, source, id: made.id }))?.movers
  expect(await movers()).toEqual([])

  await stage.push({ [PATH]: STRIPE.replace('500', '600') })
  await stage.push({ [PATH]: STRIPE.replace('500', '700') })
  await stage.push({ 'policies/support/other.yaml': 'version: "1"\n' })
  await source.mirror.fetch()
  const history = await source.mirror.history(source.repository.ref)
  if (history === null) throw new Error('no history')
  const [last] = await source.mirror.pathHistory(history.index, PATH, { limit: 1 })
  expect(last?.commit.sha).toMatch(/^[0-9a-f]{40}$/)
  expect(await movers()).toMatchObject([{ path: PATH, commit: { sha: last?.commit.sha }, change: null }])
  expect(last?.commit.sha).not.toBe(history.tip)

  await stage.push({ [PATH]: STRIPE })
  await source.mirror.fetch()
  expect(await movers()).toEqual([])
})
