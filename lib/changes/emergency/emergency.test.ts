import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from '../create-draft'
import { getChange } from '../get-change'
import { markStale } from '../mark-stale'
import { listFollowUps } from '../list-follow-ups'
import { proposeChange, type ProposeResult } from '../propose-change'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'
import { findEmergency } from './find-emergency'

let stage: ChangeStage
let ana: Context<PersonActor>

const PATH = 'policies/payments/stripe.yaml'
const SETTINGS = 'emergency: { reviewers: ["@acme/security", "@ben"], followUp: 24h }\n'

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
})
afterEach(() => stage.close())

async function prepare(settings = SETTINGS): Promise<void> {
  await stage.push({ '.lockstep.yaml': settings })
  await stage.source.mirror.fetch()
}

async function draftOf(text: string, basePath = PATH): Promise<string> {
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files: [{ basePath, edits: [], text }] },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.id
}

function submit(id: string, reason?: string, labels: string[] = []): Promise<ProposeResult> {
  return proposeChange({
    ctx: ana,
    source: stage.source,
    client: stage.client('ana'),
    links: { change: () => 'https://lockstep.test' },
    id,
    input: {
      revision: 0,
      title: 'Deny refunds above 5',
      description: '',
      asDraft: true,
      labels,
      ...(reason === undefined ? {} : { emergency: { reason } }),
    },
  })
}

const TIGHTER = STRIPE.replace('500', '5')
const forge = () => stage.forge.as('ben').rest
const issues = async () =>
  (await forge().issues.listForRepo({ ...REPOSITORY, state: 'all', labels: 'follow-up' })).data

describe('an emergency', () => {
  it('that an earlier try opened as a draft is ready for review, and stays one where the forge does not let that be', async () => {
    await prepare()
    const isDraft = async () => (await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })).data.draft
    const id = await draftOf(TIGHTER)
    await stage.forge.admin('/_test/fault', { kind: 'fail-after', method: 'POST', path: '*/pulls', count: 1 })
    expect(await submit(id)).toEqual({ kind: 'unreachable' })
    expect(await isDraft()).toBe(true)
    await stage.forge.admin('/_test/fault', { kind: 'outage', path: '/api/graphql', status: 403 })
    await stage.forge.admin('/_test/fault', { kind: 'outage', path: '*/issues', method: 'POST', count: 1 })
    const lacks = ['follow-up']
    const why = { kind: 'unreachable' }
    const unfinished = { kind: 'unfinished', number: 1, isMerged: false, lacks, why }
    expect(await submit(id, 'Refunds leak.')).toEqual(unfinished)
    expect(await isDraft()).toBe(true)
    await stage.forge.admin('/_test/fault', undefined, 'DELETE')
    expect(await submit(id, 'Refunds leak.')).toEqual({ kind: 'opened', number: 1 })
    expect(await isDraft()).toBe(false)
  })

  it('is one pull request with its label, reviewers, reason and who must agree, and one follow-up', async () => {
    await prepare()
    expect(await submit(await draftOf(TIGHTER), 'Refunds leak, see @cleo.')).toEqual({
      kind: 'opened',
      number: 1,
    })
    const { data: pull } = await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })
    // A draft pull request would ask nobody.
    expect(pull).toMatchObject({ draft: false, labels: [{ name: 'emergency' }] })
    expect(pull.requested_reviewers?.map(({ login }) => login)).toContain('ben')
    expect(pull.body).toContain('### Emergency')
    expect(pull.body).toContain('Refunds leak')
    expect(pull.body).not.toContain('@cleo')
    const [owed, ...others] = await issues()
    expect(others).toEqual([])
    expect(owed?.title).toBe('Follow up on #1: Deny refunds above 5')
    expect(owed?.body).toContain('- [ ] One of @acme/payments or @ben has reviewed')
    expect(owed?.body).toContain(new Date(ana.now.getTime() + 86_400_000).toISOString())
  })

  it('says of reviewers whom GitHub refused that they were not asked, and asks the others', async () => {
    await prepare(SETTINGS.replace('"@acme/security"', '"@otto", "@acme/nobody"'))
    await submit(await draftOf(TIGHTER), 'Now.')
    const { data: pull } = await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })
    expect(pull.requested_reviewers?.map(({ login }) => login)).toContain('ben')
    const found = await findEmergency({ ctx: ana, number: 1 })
    expect(found).toEqual({ reason: 'Now.', notAsked: ['@otto', '@acme/nobody'] })
    expect(await findEmergency({ ctx: ana, number: 2 })).toBeNull()
  })

  it.each([
    ['the labels', '*/issues/1/labels', ['emergency label', 'reviewers', 'follow-up']],
    ['the reviewers', '*/requested_reviewers', ['reviewers', 'follow-up']],
    ['the follow-up', '*/issues', ['follow-up']],
  ])(
    'is told as open without %s when the answer was lost, and stays one of each after a retry',
    async (_, path, lacks) => {
      await prepare()
      const id = await draftOf(TIGHTER)
      await stage.forge.admin('/_test/fault', { kind: 'fail-after', method: 'POST', path, count: 1 })
      expect(await submit(id, 'Now.')).toEqual({
        kind: 'unfinished',
        number: 1,
        isMerged: false,
        lacks,
        why: { kind: 'unreachable' },
      })
      expect(await submit(id, 'Now.')).toEqual({ kind: 'opened', number: 1 })
      expect(await issues()).toHaveLength(1)
      expect((await forge().pulls.list({ ...REPOSITORY, state: 'all' })).data).toHaveLength(1)
    },
  )

  it('asks its reviewers and is owed its follow-up though the forge refuses its label, which is said', async () => {
    await prepare()
    const id = await draftOf(TIGHTER)
    const refused = { kind: 'outage', status: 422, method: 'POST', path: '*/issues/1/labels', count: 1 }
    await stage.forge.admin('/_test/fault', refused)
    const unfinished = { kind: 'unfinished', lacks: ['emergency label'], why: { kind: 'refused' } }
    expect(await submit(id, 'Now.')).toMatchObject(unfinished)
    const { data: pull } = await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })
    expect(pull.requested_reviewers?.map(({ login }) => login)).toContain('ben')
    expect(await issues()).toHaveLength(1)
    expect(await submit(id, 'Now.')).toEqual({ kind: 'opened', number: 1 })
    expect(await issues()).toHaveLength(1)
  })

  it('has its label though the forge refuses an ordinary one', async () => {
    await prepare()
    const id = await draftOf(TIGHTER)
    const [path, method] = ['*/issues/1/labels', 'POST']
    await stage.forge.admin('/_test/fault', { kind: 'outage', status: 422, method, path, skip: 1, count: 1 })
    expect(await submit(id, 'Now.', ['refunds'])).toMatchObject({ kind: 'unfinished', lacks: ['labels'] })
    const { data: pull } = await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })
    expect(pull.labels.map(({ name }) => name)).toEqual(['emergency'])
    expect(await submit(id, 'Now.', ['refunds'])).toEqual({ kind: 'opened', number: 1 })
  })

  it('may tighten or restore, and nothing else', async () => {
    await prepare()
    const looser = await draftOf(STRIPE.replace('500', '5000'))
    expect(await submit(looser, 'Now.')).toMatchObject({ kind: 'not-an-emergency', files: [{ path: PATH }] })
    expect((await forge().pulls.list({ ...REPOSITORY, state: 'all' })).data).toEqual([])
    await stage.push({ [PATH]: TIGHTER })
    await stage.source.mirror.fetch()
    expect(await submit(await draftOf(STRIPE), 'Restore.')).toMatchObject({ kind: 'opened' })
  })

  it('is never one of the settings, not even back to what they were', async () => {
    await prepare()
    await prepare(SETTINGS.replace('24h', '8h'))
    const path = '.lockstep.yaml'
    expect(await submit(await draftOf(SETTINGS, path), 'Now.')).toMatchObject({
      kind: 'not-an-emergency',
      files: [{ path }],
    })
  })

  it('needs reviewers in .lockstep.yaml; without the switch the same draft goes the normal way', async () => {
    const id = await draftOf(TIGHTER)
    expect(await submit(id, 'Now.')).toEqual({ kind: 'no-emergency-reviewers' })
    expect(await submit(id)).toMatchObject({ kind: 'opened' })
    expect(await issues()).toEqual([])
  })

  it('in a repository without issues is refused in the forge’s words, and goes the normal way; what has its label is looked at', async () => {
    await prepare()
    const off = { kind: 'outage', status: 410, path: '*/issues' }
    await stage.forge.admin('/_test/fault', off)
    const id = await draftOf(TIGHTER)
    expect(await submit(id, 'Now.')).toMatchObject({
      kind: 'unfinished',
      number: 1,
      lacks: ['follow-up'],
      why: { kind: 'refused', byRule: false },
    })
    await stage.source.mirror.fetch()
    const { source } = stage
    const look = await refreshChanges({ ctx: stage.system(), source, client: stage.client('dora') })
    expect(look).toMatchObject({ kind: 'refreshed', numbers: [1] })
    expect(await submit(id)).toEqual({ kind: 'opened', number: 1 })
    await stage.forge.admin('/_test/fault', undefined, 'DELETE')
    expect((await forge().pulls.get({ ...REPOSITORY, pull_number: 1 })).data.labels).toEqual([])
  })

  it('is owed its follow-up until the issue is closed, and again when it is opened again', async () => {
    await prepare()
    await submit(await draftOf(TIGHTER), 'Now.')
    const look = async (minutes: number) => {
      const now = new Date(Date.now() + minutes * 60_000)
      await stage.source.mirror.fetch()
      await refreshChanges({ ctx: stage.system(now), source: stage.source, client: stage.client('dora') })
      return listFollowUps({ ctx: stage.system() })
    }
    const [owed] = await look(0)
    expect(owed).toMatchObject({ change: 1, followUp: { number: 2, done: false } })
    await forge().pulls.createReview({ ...REPOSITORY, pull_number: 1, event: 'APPROVE' })
    await forge().pulls.merge({ ...REPOSITORY, pull_number: 1 })
    expect(await look(1)).toHaveLength(1)
    const set = (state: 'open' | 'closed') =>
      stage.forge.forge.editIssue({ repository: FULL_NAME, number: 2, state, person: 'dora', at: new Date() })
    await set('closed')
    expect(await look(10)).toEqual([])
    const change = await getChange({ ctx: ana, source: stage.source, root: 'policies', number: 1 })
    expect(change?.review.followUp).toMatchObject({ done: true, points: { ticked: 0, all: 4 } })
    await set('open')
    expect(await look(20)).toHaveLength(1)
    // A hook makes it sooner than the next look: the issue has a number of its own.
    const { data: issue } = await forge().issues.get({ ...REPOSITORY, issue_number: 2 })
    const body = issue.body?.replace('- [ ]', '- [x]') ?? ''
    await stage.forge.as('dora').rest.issues.update({ ...REPOSITORY, issue_number: 2, body })
    const ctx = stage.system(new Date(Date.now() + 20.1 * 60_000))
    await markStale({ ctx, input: { numbers: [2], heads: [] } })
    expect((await look(20.2))[0]?.followUp.points).toEqual({ ticked: 1, all: 4 })
  })
})
