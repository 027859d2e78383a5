import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { findEmergency } from './emergency/find-emergency'
import { findSubmittedChange } from './find-submitted-change'
import { getDraft } from './get-draft'
import { isSubmitted } from './is-submitted'
import { summarisePulls } from './list-changes'
import { listDrafts } from './list-drafts'
import { proposeChange, type ProposeResult } from './propose-change'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

// A draft whose pull request is open and lacks something.
let stage: ChangeStage
let ana: Context<PersonActor>
let id: string

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@ben"] }\n' })
  await stage.source.mirror.fetch()
  const text = STRIPE.replace('500', '50')
  const files = [{ basePath: 'policies/payments/stripe.yaml', edits: [], text }]
  const input = { title: '', description: '', files }
  const made = await createDraft({ ctx: ana, source: stage.source, input })
  if (made.kind !== 'created') throw new Error(made.kind)
  id = made.id
})
afterEach(() => stage.close())

interface More {
  readonly emergency?: { readonly reason: string }
  /** Thrown where labels are set. */
  readonly fault?: Error
}

function submit({ fault, ...more }: More = {}): Promise<ProposeResult> {
  const labels = ['refunds']
  const input = { revision: 0, title: 'Lower it', description: '', asDraft: false, labels, ...more }
  const links = { change: () => 'https://lockstep.test' }
  const client = stage.client('ana')
  client.hook.before('request', ({ method, url }) => {
    if (fault !== undefined && method === 'POST' && url.endsWith('/labels')) throw fault
  })
  return proposeChange({ ctx: ana, source: stage.source, client, links, id, input })
}

async function refuseLabels(): Promise<void> {
  const [path, method] = ['*/issues/1/labels', 'POST']
  await stage.forge.admin('/_test/fault', { kind: 'outage', status: 422, method, path, count: 1 })
}

const records = () => stage.database.prisma.auditEvent.count({ where: { action: 'change.proposed' } })
const drafts = async () => (await listDrafts({ ctx: ana })).map((draft) => draft.id)

it('is the pull request of Lockstep for everybody, and a draft for its drafter alone, until a retry ends it', async () => {
  await refuseLabels()
  expect(await submit()).toMatchObject({ kind: 'unfinished', number: 1 })
  const { source } = stage
  await source.mirror.fetch()
  await refreshChanges({ ctx: stage.system(), source, client: stage.client('dora') })
  const [change] = await summarisePulls(ana, await stage.database.prisma.changeRequest.findMany())
  expect(change).toMatchObject({ number: 1, ours: true })
  const ben = await stage.as('ben')
  expect(await findSubmittedChange({ ctx: ben, id })).toBe(1)
  expect(await findSubmittedChange({ ctx: ana, id })).toBeNull()
  expect(await getDraft({ ctx: ana, source, id })).toMatchObject({ changeNumber: 1, overlapping: [] })
  expect([await drafts(), await records()]).toEqual([[id], 1])

  expect(await submit()).toEqual({ kind: 'opened', number: 1 })
  expect(await findSubmittedChange({ ctx: ana, id })).toBe(1)
  expect([await drafts(), await records()]).toEqual([[], 1])
})

it('has the reason of its emergency on record though nobody tries again', async () => {
  await refuseLabels()
  expect(await submit({ emergency: { reason: 'It leaks.' } })).toMatchObject({ kind: 'unfinished' })
  expect(await findEmergency({ ctx: ana, number: 1 })).toMatchObject({ reason: 'It leaks.' })
})

it('is known by its number also after a failure of Lockstep itself', async () => {
  await expect(submit({ fault: new TypeError('a fault of our own') })).rejects.toThrow('of our own')
  expect(await isSubmitted({ ctx: ana, number: 1 })).toBe(true)
  expect([await drafts(), await records()]).toEqual([[id], 1])
})
