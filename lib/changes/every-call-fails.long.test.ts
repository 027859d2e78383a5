import { afterAll, beforeAll, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { proposeChange, type ProposeResult } from './propose-change'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
let ana: Context<PersonActor>
beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@ben", "@acme/security"] }\n' })
  await stage.source.mirror.fetch()
})
afterAll(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'
const rest = () => stage.forge.as('dora').rest
const fault = (order: Record<string, unknown>) => stage.forge.admin('/_test/fault', order)

async function draftOf(text: string): Promise<string> {
  const files = [{ basePath: PATH, edits: [], text }]
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: '', description: '', files },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.id
}

/** An emergency makes every call that a submission can make. */
function submit(id: string, title: string): Promise<ProposeResult> {
  const input = {
    revision: 0,
    title,
    description: '',
    asDraft: false,
    labels: [],
    emergency: { reason: 'Now.' },
  }
  const links = { change: () => 'https://lockstep.test' }
  return proposeChange({ ctx: ana, source: stage.source, client: stage.client('ana'), links, id, input })
}

async function made(title: string) {
  const pulls = (await rest().pulls.list({ ...REPOSITORY, state: 'all', per_page: 100 })).data
  const issues = (
    await rest().issues.listForRepo({ ...REPOSITORY, state: 'all', labels: 'follow-up', per_page: 100 })
  ).data
  return {
    pulls: pulls.filter((pull) => pull.title === title).length,
    followUps: issues.filter((issue) => issue.title.endsWith(`: ${title}`)).length,
  }
}

// More than a submission makes: the last ones hit nothing, which proves that every call was hit.
const CALLS = 24

it.each([
  ['cut before it is done', { kind: 'outage', status: 0 }],
  ['lost after it was done', { kind: 'fail-after' }],
])('ends in exactly one pull request and one follow-up whichever call is %s', async (how, kind) => {
  let failed = 0
  let quiet = 0
  for (let call = 0; call < CALLS; call += 1) {
    const title = `Call ${call} ${how}`
    const id = await draftOf(STRIPE.replace('500', String(100 + call)))
    await fault({ ...kind, path: '/api/v3/repos/*', skip: call, count: 1 })
    let result = await submit(id, title)
    if (result.kind === 'opened') quiet += 1
    else failed += 1
    await stage.forge.admin('/_test/fault', undefined, 'DELETE')
    if (result.kind !== 'opened') result = await submit(id, title)
    expect([title, result.kind]).toEqual([title, 'opened'])
    expect([title, await made(title)]).toEqual([title, { pulls: 1, followUps: 1 }])
    const number = result.kind === 'opened' ? result.number : 0
    const { data: pull } = await rest().pulls.get({ ...REPOSITORY, pull_number: number })
    expect(pull.labels.map(({ name }) => name)).toEqual(['emergency'])
    expect(pull.requested_reviewers?.map(({ login }) => login)).toContain('ben')
    expect(pull.changed_files).toBe(1)
  }
  expect(failed).toBeGreaterThan(5)
  expect(quiet).toBeGreaterThan(0)
})
