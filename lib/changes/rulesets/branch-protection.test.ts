import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { createDraft } from '../create-draft'
import { getChange } from '../get-change'
import { getDraft } from '../get-draft'
import { getEvidence } from '../get-evidence'
import { readCheckTimes } from '../emergency/read-check-times'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, type ChangeStage } from '../testing/change-stage'
import { readProtection, type BranchProtection } from './branch-protection'

let stage: ChangeStage
let looks = 0

beforeEach(async () => {
  stage = await openChangeStage()
  const where = { repository: FULL_NAME, person: 'ana', at: new Date() }
  const files = { 'policies/support/slack.yaml': 'version: "1"\ndefault: allow\n' }
  await stage.forge.forge.commitFiles({ ...where, branch: 'topic', files, message: 'Topic' })
  await stage.forge.forge.openPull({
    ...where,
    head: 'topic',
    base: 'main',
    title: 't',
    body: '',
    draft: false,
  })
  await stage.source.mirror.fetch()
})
afterEach(() => stage.close())

/** What is known of main after a look by somebody: only dora administers the repository. */
async function seen(asker = 'dora'): Promise<BranchProtection | null> {
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 10_000))
  const client = stage.client(asker)
  await refreshChanges({ ctx, source: stage.source, client, input: { numbers: [1] } })
  return readProtection(ctx, 'main')
}

function protect(rules: object): void {
  stage.forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', ...rules })
}

describe('what a branch requires', () => {
  it('is not known before a look, and follows what the forge says', async () => {
    expect(await readProtection(stage.system(), 'main')).toBeNull()
    const nothing = { approvals: 0, lastPush: false, codeOwners: false, checks: [], isWhole: true }
    expect(await seen()).toEqual(nothing)
    protect({ requiredApprovals: 2, requireLastPushApproval: true, requiredChecks: ['lockstep/policy'] })
    const strict = { ...nothing, approvals: 2, lastPush: true, checks: ['lockstep/policy'] }
    expect(await seen()).toEqual(strict)
    expect(await seen()).toEqual(strict)
    const { rows } = await stage.database.pool.query('SELECT 1 FROM branch_protection')
    expect(rows).toHaveLength(2)
  })

  it('is said to be incomplete where the app may not read it', async () => {
    protect({ requiredApprovals: 2 })
    expect(await seen('ben')).toMatchObject({ approvals: 0, codeOwners: null, isWhole: false })
  })

  it('has a review by code owners by its protection or by a ruleset, and none without them', async () => {
    protect({ requireCodeOwnerReviews: true })
    expect(await seen()).toMatchObject({ codeOwners: true })
    protect({ requireCodeOwnerReviews: false })
    expect(await seen()).toMatchObject({ codeOwners: false })
    const rule = { repository: FULL_NAME, name: 'owners', requiredReviewers: [], at: new Date() }
    stage.forge.forge.setRuleset({ ...rule, requireCodeOwnerReview: true })
    expect(await seen()).toMatchObject({ codeOwners: true })
    // Of what is read in part, what is required is known all the same.
    expect(await seen('ben')).toMatchObject({ codeOwners: true, isWhole: false })
  })

  it('decides what is said of owners in a draft, of an open change and in its evidence: who must agree, or who is asked', async () => {
    const ctx = await stage.as('ana')
    const files = [{ basePath: 'policies/payments/stripe.yaml', edits: [], text: 'version: "1"\n' }]
    const made = await createDraft({
      ctx,
      source: stage.source,
      input: { title: 't', description: '', files },
    })
    if (made.kind !== 'created') throw new Error(made.kind)
    const said = async () => {
      await seen()
      const draft = await getDraft({ ctx, source: stage.source, id: made.id })
      const change = await getChange({ ctx, source: stage.source, root: 'policies', number: 1 })
      const history = await stage.source.mirror.history(stage.source.repository.ref)
      if (history === null) throw new Error('no history')
      const evidence = await getEvidence({ ctx, source: stage.source, history, root: 'policies', number: 1 })
      expect([change?.notRequired, evidence?.notRequired]).toEqual([draft?.notRequired, draft?.notRequired])
      return draft?.notRequired
    }
    expect(await said()).toContain('It requires no approval of anybody.')
    protect({ requireCodeOwnerReviews: true })
    expect(await said()).toBeNull()
    protect({ requiredApprovals: 2 })
    expect(await said()).toContain('It requires 2 approvals of anybody who may write.')
  })
})

it('how long a check takes is told from its latest runs, and of no other', async () => {
  const app = await stage.forge.admin('/_admin/apps', {
    name: 'CI',
    url: 'https://ci.test',
    callbackUrl: 'https://ci.test',
  })
  const { id: appId } = z.object({ id: z.number() }).parse(await app.json())
  const { data } = await stage.forge.as('dora').rest.pulls.get({ ...REPOSITORY, pull_number: 1 })
  await stage.forge.forge.addCheckRun({
    repository: FULL_NAME,
    appId,
    name: 'slow',
    headSha: data.head.sha,
    at: new Date(),
    conclusion: 'success',
    startedAt: '2026-11-24T14:00:00Z',
    completedAt: '2026-11-24T14:05:00Z',
  })
  await seen()
  expect([...(await readCheckTimes(stage.system(), ['slow', 'other']))]).toEqual([['slow', 300]])

  // An emergency is told of them before it is sent.
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@ben"], followUp: 24h }\n' })
  await stage.source.mirror.fetch()
  stage.forge.forge.setProtection({
    repository: FULL_NAME,
    branch: 'main',
    requiredApprovals: 0,
    requiredChecks: ['other', 'slow'],
  })
  await seen()
  const ctx = await stage.as('ana')
  const files = [{ basePath: 'policies/support/slack.yaml', edits: [], text: null }]
  const input = { title: '', description: '', files }
  const made = await createDraft({ ctx, source: stage.source, input })
  const id = made.kind === 'created' ? made.id : made.kind
  expect((await getDraft({ ctx, source: stage.source, id }))?.emergency?.checks).toEqual([
    { name: 'slow', seconds: 300 },
    { name: 'other', seconds: null },
  ])
})
