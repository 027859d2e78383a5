import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { sayNotProved } from '../change-evidence'
import { createDraft } from '../create-draft'
import { getEvidence } from '../get-evidence'
import { proposeChange } from '../propose-change'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'
const REASON = 'Refunds leak.'

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@otto", "@ben"], followUp: 24h }\n' })
  await stage.source.mirror.fetch()
})
afterAll(() => stage.close())

async function submit(limit: number, emergency?: { readonly reason: string }): Promise<number> {
  const ctx = await stage.as('ana')
  const { source } = stage
  const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', String(limit)) }]
  const made = await createDraft({ ctx, source, input: { title: 't', description: '', files } })
  if (made.kind !== 'created') throw new Error(made.kind)
  const links = { change: () => 'https://lockstep.test' }
  const input = { revision: 0, title: 't', description: '', asDraft: false, labels: [], emergency }
  const sent = await proposeChange({ ctx, source, client: stage.client('ana'), links, id: made.id, input })
  if (sent.kind !== 'opened') throw new Error(sent.kind)
  return sent.number
}

let looks = 0

async function evidenceOf(number: number, at?: Date) {
  const { source } = stage
  // Each look is so much later that everything is due.
  const ctx = stage.system(new Date(Date.now() + (looks += 10) * 60_000))
  await source.mirror.fetch()
  await refreshChanges({ ctx, source, client: stage.client('dora') })
  const history = await source.mirror.history(source.repository.ref)
  if (history === null) throw new Error('no history')
  const asOf = at && { at, position: history.index.length - 1 }
  const known = await getEvidence({ ctx, source, history, root: 'policies', number, asOf })
  if (known === null) throw new Error('no change')
  return { known, notProved: sayNotProved({ ...known, runs: [] }).join(' ') }
}

it('the evidence of an emergency has its reason, whom GitHub did not ask, and what is owed; of the past not how far that was', async () => {
  const number = await submit(5, { reason: REASON })
  const { known, notProved } = await evidenceOf(number)
  const told = { reason: REASON, notAsked: ['@otto'] }
  const followUp = { number: number + 1, done: false, points: { ticked: 0, all: 4 } }
  expect(known.emergency).toMatchObject({ ...told, followUp })
  expect(notProved).not.toContain('emergency')

  const end = { number: number + 1, state: 'closed', person: 'dora', at: new Date() } as const
  await stage.forge.forge.editIssue({ repository: FULL_NAME, ...end })
  expect((await evidenceOf(number)).known.emergency?.followUp).toMatchObject({ done: true })
  const past = await evidenceOf(number, new Date())
  expect(past.known.emergency).toEqual({ ...told, followUp: null })
  expect(past.notProved).toContain('How far the follow-up of the emergency was at that instant')
})

it('that of one labelled by hand says what nobody told, and that of any other change nothing of emergencies', async () => {
  const number = await submit(6)
  const plain = await evidenceOf(number)
  expect(plain.known.emergency).toBeNull()
  expect(plain.notProved).not.toContain('emergency')
  const label = { ...REPOSITORY, issue_number: number, labels: ['emergency'] }
  await stage.forge.as('dora').rest.issues.addLabels(label)
  const { known, notProved } = await evidenceOf(number)
  expect(known.emergency).toEqual({ reason: null, notAsked: [], followUp: null })
  expect(notProved).toContain('Why it could not wait: nobody told Lockstep.')
  expect(notProved).toContain('no follow-up is known')
})
