import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { createDraft } from '../create-draft'
import { getChange } from '../get-change'
import { getDraft } from '../get-draft'
import { getEvidence } from '../get-evidence'
import { judgeAgreement } from '../judge-agreement'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'

let stage: ChangeStage

const PATH = 'policies/payments/stripe.yaml'
const SLACK = 'policies/support/slack.yaml'
const SECURITY = { team: 'acme/security', filePatterns: ['policies/payments/*'], minimumApprovals: 1 }

beforeEach(async () => {
  stage = await openChangeStage()
  rule([SECURITY, { ...SECURITY, filePatterns: ['docs/**/*'], minimumApprovals: 2 }])
})

afterEach(() => stage.close())

function rule(requiredReviewers: (typeof SECURITY)[]): void {
  stage.forge.forge.setRuleset({ repository: FULL_NAME, name: 'pay', requiredReviewers, at: new Date() })
}

async function openByHand(files: Record<string, string>): Promise<number> {
  const where = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const branch = `by-hand-${Object.keys(files).length}`
  await stage.forge.forge.commitFiles({ ...where, branch, files, message: 'By hand' })
  const pull = { head: branch, base: 'main', title: 'By hand', body: '', draft: false }
  return (await stage.forge.forge.openPull({ ...where, ...pull })).issue.number
}

let looks = 0

/** What is said of a change after a look by somebody who sees the teams; dora, who is in no organisation, does not. */
async function agreement(number: number, asker = 'ben') {
  await stage.source.mirror.fetch()
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 10_000))
  const { source } = stage
  await refreshChanges({ ctx, source, client: stage.client(asker), input: { numbers: [number] } })
  const change = await getChange({ ctx, source, root: 'policies', number })
  if (change === null) throw new Error('no change')
  return judgeAgreement(change)
}

const review = (person: string, number: number) =>
  stage.forge.as(person).rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })

async function evidence(number: number) {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  return getEvidence({ ctx: stage.system(), source: stage.source, history, root: 'policies', number })
}

describe('a team that a ruleset requires', () => {
  it('is a requirement of its own beside the owners, and no other approval is one for it', async () => {
    const number = await openByHand({ [PATH]: STRIPE.replace('500', '50'), [SLACK]: 'version: "1"\n' })
    const asked = { team: '@acme/security', minimum: 1, paths: [PATH], patterns: ['policies/payments/*'] }
    expect(await agreement(number)).toMatchObject({
      required: [{ ...asked, by: [], state: 'asked' }],
      alsoAsked: [],
    })
    await review('ben', number)
    const owned = await agreement(number)
    expect(owned).toMatchObject({ agreed: 1, required: [{ by: [], state: 'asked' }] })
    await review('cleo', number)
    expect(await agreement(number)).toMatchObject({
      required: [{ by: [{ login: 'cleo' }], state: 'agreed' }],
      others: [],
    })
    expect((await evidence(number))?.required).toMatchObject([{ ...asked, by: [{ login: 'cleo' }] }])
  })

  it('is recorded at the merge, and stays what it was when the ruleset goes', async () => {
    const number = await openByHand({ [PATH]: STRIPE.replace('500', '50') })
    await review('cleo', number)
    await stage.forge.as('dora').rest.pulls.merge({ ...REPOSITORY, pull_number: number })
    await agreement(number)
    rule([])
    expect(await agreement(number)).toMatchObject({ required: [{ by: [{ login: 'cleo' }] }] })
    expect((await evidence(number))?.required).toMatchObject([{ state: 'agreed' }])
  })

  it('is not said to be missing, nor to have agreed, where the app may not see who is in it', async () => {
    const number = await openByHand({ [PATH]: STRIPE.replace('500', '50') })
    await review('cleo', number)
    expect(await agreement(number, 'dora')).toMatchObject({ required: [{ team: null, state: 'not-known' }] })
    expect(await agreement(number)).toMatchObject({
      required: [{ team: '@acme/security', state: 'agreed' }],
    })
  })

  it('is not there for other files, and goes with its ruleset', async () => {
    const number = await openByHand({ [SLACK]: 'version: "1"\n' })
    expect(await agreement(number)).toMatchObject({ required: [] })
    const other = await openByHand({ [PATH]: STRIPE.replace('500', '50'), [SLACK]: 'version: "1"\n' })
    expect((await agreement(other)).required).toHaveLength(1)
    rule([])
    expect(await agreement(other)).toMatchObject({ required: [] })
  })

  it('is predicted for a draft once it was seen, per file and in the words for emergencies', async () => {
    const ana = await stage.as('ana')
    const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', '50') }]
    const { source } = stage
    const lockstep = 'emergency: { reviewers: ["@acme/payments"] }\n'
    await stage.push({ '.lockstep.yaml': lockstep })
    await source.mirror.fetch()
    const input = { title: 't', description: '', files }
    const made = await createDraft({ ctx: ana, source, input })
    if (made.kind !== 'created') throw new Error(made.kind)
    const draft = () => getDraft({ ctx: ana, source, id: made.id })
    expect((await draft())?.required).toBeNull()
    await agreement(await openByHand({ [SLACK]: 'version: "1"\n' }))
    const predicted = await draft()
    expect(predicted?.required).toMatchObject([
      { team: { name: 'acme/security' }, minimum: 1, paths: [PATH] },
    ])
    expect(predicted?.emergency?.paths).toMatchObject([
      {
        path: PATH,
        answer: 'others-too',
        says: expect.stringContaining('and @acme/security, which a ruleset requires'),
      },
    ])
  })
})
