import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from '../create-draft'
import { getDraft } from '../get-draft'
import { proposeChange } from '../propose-change'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'

let stage: ChangeStage
let ana: Context<PersonActor>

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
})
afterEach(() => stage.close())

/** A draft of ana's that tightens, in a repository with these settings. */
async function draftUnder(settings: string) {
  await stage.push({ '.lockstep.yaml': settings })
  await stage.source.mirror.fetch()
  const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', '5') }]
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.id
}

const look = (id: string) => getDraft({ ctx: ana, source: stage.source, id })
const named = (...reviewers: string[]) =>
  `emergency: { reviewers: ${JSON.stringify(reviewers)}, followUp: 24h }\n`

describe('the draft of an emergency says whom it will ask', () => {
  it('without its drafter, in whatever case they are named', async () => {
    const { emergency } = (await look(await draftUnder(named('@Ana', '@acme/security')))) ?? {}
    expect(emergency).toMatchObject({ reviewers: ['@Ana', '@acme/security'], asked: ['@acme/security'] })
  })

  it('as nobody where its drafter is the only one, and asks nobody but the owners then', async () => {
    const id = await draftUnder(named('@ana'))
    expect((await look(id))?.emergency).toMatchObject({ reviewers: ['@ana'], asked: [] })
    const result = await proposeChange({
      ctx: ana,
      source: stage.source,
      client: stage.client('ana'),
      links: { change: () => 'https://lockstep.test' },
      id,
      input: {
        revision: 0,
        title: 't',
        description: '',
        asDraft: false,
        labels: [],
        emergency: { reason: 'Now.' },
      },
    })
    expect(result).toEqual({ kind: 'opened', number: 1 })
    const { data } = await stage.forge.as('ben').rest.pulls.get({ ...REPOSITORY, pull_number: 1 })
    expect(data.requested_reviewers?.map(({ login }) => login)).not.toContain('ana')
  })

  it('not at all where the settings name nobody, and with the fault where they cannot be read', async () => {
    expect(await look(await draftUnder('root: policies\n'))).toMatchObject({
      emergency: null,
      settingsFault: null,
    })
    expect(await look(await draftUnder(named()))).toMatchObject({
      emergency: null,
      settingsFault: 'line 1: emergency.reviewers must name at least one reviewer.',
    })
  })
})
