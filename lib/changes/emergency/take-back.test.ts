import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from '../create-draft'
import { proposeChange, type ProposeResult } from '../propose-change'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'
import { findEmergency } from './find-emergency'

let stage: ChangeStage
let ana: Context<PersonActor>
let id: string

const URGENT = { reason: 'It leaks.' }
const OPENED = { kind: 'opened', number: 1 }

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@acme/security", "@dora", "@ben"] }\n' })
  await stage.source.mirror.fetch()
  const text = STRIPE.replace('500', '5')
  const files = [{ basePath: 'policies/payments/stripe.yaml', edits: [], text }]
  const input = { title: '', description: '', files }
  const made = await createDraft({ ctx: ana, source: stage.source, input })
  if (made.kind !== 'created') throw new Error(made.kind)
  id = made.id
})
afterEach(() => stage.close())

function submit(emergency?: { reason: string }): Promise<ProposeResult> {
  const said = { revision: 0, title: 'Lower it', description: '', asDraft: false, labels: ['refunds'] }
  const input = emergency === undefined ? said : { ...said, emergency }
  const links = { change: () => 'https://lockstep.test' }
  return proposeChange({ ctx: ana, source: stage.source, client: stage.client('ana'), links, id, input })
}

/** A submission whose last answer is lost, so that all of it is there and nobody knows. */
async function lose(method: string, path: string, emergency?: { reason: string }): Promise<void> {
  await stage.forge.admin('/_test/fault', { kind: 'fail-after', method, path, count: 1 })
  expect(['unreachable', 'unfinished']).toContain((await submit(emergency)).kind)
}

const rest = () => stage.forge.as('dora').rest

async function pull() {
  const { data } = await rest().pulls.get({ ...REPOSITORY, pull_number: 1 })
  const asked = (data.requested_reviewers ?? []).map(({ login }) => login)
  const teams = (data.requested_teams ?? []).map(({ slug }) => slug)
  return { labels: data.labels.map(({ name }) => name), asked, teams, body: data.body ?? '' }
}

async function owed(): Promise<string[]> {
  const { data } = await rest().issues.listForRepo({ ...REPOSITORY, state: 'all', labels: 'follow-up' })
  return data.map(({ state }) => state)
}

describe('a draft that was tried as an emergency', () => {
  it('goes the normal way with nothing of it when its person says so: no label, no request but those of owners, nothing owed', async () => {
    await lose('POST', '*/issues', URGENT)
    const urgent = await pull()
    expect(urgent).toMatchObject({ labels: ['emergency', 'refunds'] })
    expect([...urgent.asked, ...urgent.teams].sort()).toEqual(['ben', 'dora', 'payments', 'security'])
    expect(await owed()).toEqual(['open'])

    expect(await submit()).toEqual(OPENED)
    const normal = await pull()
    expect(normal).toMatchObject({ labels: ['refunds'], asked: ['ben'], teams: ['payments'] })
    expect(normal.body).not.toContain('### Emergency')
    expect(await owed()).toEqual([])
    expect(await findEmergency({ ctx: ana, number: 1 })).toBeNull()
  })

  it('is told as still marked, or goes the normal way though GitHub refuses another label', async () => {
    await lose('POST', '*/issues', URGENT)
    const path = '*/issues/1/labels'
    await stage.forge.admin('/_test/fault', { kind: 'outage', status: 0, method: 'POST', path, count: 1 })
    expect(await submit()).toMatchObject({ kind: 'unfinished', lacks: ['labels', 'the normal way'] })
    expect((await pull()).labels).toContain('emergency')
    expect(await findEmergency({ ctx: ana, number: 1 })).toMatchObject({ reason: 'It leaks.' })
    await stage.forge.admin('/_test/fault', { kind: 'outage', status: 422, method: 'POST', path, count: 1 })
    expect(await submit()).toMatchObject({ kind: 'unfinished', lacks: ['labels'] })
    expect((await pull()).labels).not.toContain('emergency')
  })

  it('is one when it is submitted as one again, also after a try the normal way, and owes one follow-up', async () => {
    await lose('POST', '*/issues', URGENT)
    await lose('DELETE', '*/labels/follow-up')
    expect(await submit(URGENT)).toEqual(OPENED)
    const urgent = await pull()
    expect(urgent.labels.sort()).toEqual(['emergency', 'refunds'])
    expect(urgent.teams).toContain('security')
    expect(urgent.body).toContain('### Emergency')
    expect(await owed()).toEqual(['open'])
    expect(await findEmergency({ ctx: ana, number: 1 })).toMatchObject({ reason: 'It leaks.' })
  })

  it('stays one when it was merged as one before its person thought otherwise', async () => {
    await lose('POST', '*/issues', URGENT)
    await rest().pulls.merge({ ...REPOSITORY, pull_number: 1 })
    expect(await submit()).toEqual(OPENED)
    expect((await pull()).labels).toContain('emergency')
    expect(await owed()).toEqual(['open'])
    expect(await findEmergency({ ctx: ana, number: 1 })).toMatchObject({ reason: 'It leaks.' })
  })
})
