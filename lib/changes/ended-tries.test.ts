import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { proposeChange, type ProposeResult } from './propose-change'
import { saveDraft, type SaveDraftResult } from './save-draft'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

// What happens to a draft and its pull request between two submissions, and during one.
let stage: ChangeStage
let ana: Context<PersonActor>
let id: string

const PATH = 'policies/payments/stripe.yaml'

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ '.lockstep.yaml': 'emergency: { reviewers: ["@ben"] }\n' })
  await stage.source.mirror.fetch()
  const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', '50') }]
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: '', description: '', files },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  id = made.id
})

afterEach(() => stage.close())

interface More {
  readonly title?: string
  readonly revision?: number
  readonly newBranch?: boolean
  readonly emergency?: { readonly reason: string }
  /** Done while the submission runs, just before it opens the pull request. */
  readonly meanwhile?: () => Promise<void>
}

function submit({ revision = 0, meanwhile, ...more }: More = {}): Promise<ProposeResult> {
  const input = { revision, title: 'Lower it', description: '', asDraft: false, labels: [], ...more }
  const links = { change: () => 'https://lockstep.test' }
  const client = stage.client('ana')
  client.hook.before('request', async ({ method, url }) => {
    if (method === 'POST' && url.endsWith('/pulls')) await meanwhile?.()
  })
  return proposeChange({ ctx: ana, source: stage.source, client, links, id, input })
}

/** A try that opens the pull request, and hears nothing of it. */
async function loseAnswer(more: More = {}): Promise<void> {
  await stage.forge.admin('/_test/fault', { kind: 'fail-after', method: 'POST', path: '*/pulls', count: 1 })
  expect(await submit(more)).toEqual({ kind: 'unreachable' })
}

async function save(text: string, ctx = ana): Promise<SaveDraftResult> {
  const { baseBlob = null } =
    (await stage.database.prisma.draftFile.findFirst({ where: { draftId: id } })) ?? {}
  const files = [{ path: PATH, basePath: PATH, baseBlob, edits: [], text }]
  return saveDraft({ ctx, id, input: { revision: 0, title: '', description: '', files } })
}

const rest = () => stage.forge.as('dora').rest
const set = (state: 'open' | 'closed') => rest().pulls.update({ ...REPOSITORY, pull_number: 1, state })
const merge = () => rest().pulls.merge({ ...REPOSITORY, pull_number: 1, merge_method: 'squash' })
const pulls = async () =>
  (await rest().pulls.list({ ...REPOSITORY, state: 'all' })).data.map(({ number, state }) => ({
    number,
    state,
  }))
const closed = { kind: 'pull-closed', pull: { number: 1, url: expect.stringMatching(/\/pull\/1$/) } }

describe('one that somebody closed', () => {
  it('is told, nothing is written, and the draft goes on as a new pull request when its person says so', async () => {
    await loseAnswer()
    await set('closed')
    expect(await submit()).toEqual(closed)
    expect(await submit()).toEqual(closed)
    expect(await pulls()).toEqual([{ number: 1, state: 'closed' }])
    expect(await submit({ newBranch: true })).toEqual({ kind: 'opened', number: 2 })
    expect(await pulls()).toEqual([
      { number: 2, state: 'open' },
      { number: 1, state: 'closed' },
    ])
  })

  it('goes on itself when somebody reopened it', async () => {
    await loseAnswer()
    await set('closed')
    expect(await submit()).toEqual(closed)
    await set('open')
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect(await pulls()).toEqual([{ number: 1, state: 'open' }])
  })

  it('is told as well when its branch was deleted', async () => {
    await loseAnswer()
    const { branch } = (await stage.database.prisma.draft.findUnique({ where: { id } })) ?? {}
    await rest().git.deleteRef({ ...REPOSITORY, ref: `heads/${branch}` })
    expect(await submit()).toEqual(closed)
    expect(await submit({ newBranch: true })).toEqual({ kind: 'opened', number: 2 })
  })
})

describe('one that was merged', () => {
  it('is what the draft became', async () => {
    await loseAnswer()
    await merge()
    expect(await submit()).toEqual({ kind: 'opened', number: 1 })
    expect(await pulls()).toHaveLength(1)
  })

  it('gets the follow-up that its emergency still owes, once', async () => {
    const emergency = { reason: 'It leaks.' }
    await loseAnswer({ emergency })
    await merge()
    expect(await submit({ emergency })).toEqual({ kind: 'opened', number: 1 })
    const issues = await rest().issues.listForRepo({ ...REPOSITORY, state: 'all', labels: 'follow-up' })
    expect(issues.data.map(({ title }) => title)).toEqual(['Follow up on #1: Lower it'])
    expect(issues.data[0]?.body).toContain('One of @acme/payments or @ben has reviewed')
    const { data: pull } = await rest().pulls.get({ ...REPOSITORY, pull_number: 1 })
    expect(pull.labels.map(({ name }) => name)).toEqual(['emergency'])
  })

  it('does not swallow what was typed since: it is a pull request of its own', async () => {
    await loseAnswer()
    await merge()
    expect(await save(STRIPE.replace('500', '40'))).toEqual({ kind: 'saved', revision: 1 })
    expect(await submit({ revision: 1 })).toMatchObject({ kind: 'stale-base', paths: [PATH] })
    const { data: file } = await rest().repos.getContent({ ...REPOSITORY, path: PATH })
    await stage.database.prisma.draftFile.updateMany({
      where: { draftId: id },
      data: { baseBlob: 'sha' in file ? file.sha : null },
    })
    expect(await submit({ revision: 1 })).toEqual({ kind: 'opened', number: 2 })
    const { data } = await rest().pulls.listFiles({ ...REPOSITORY, pull_number: 2 })
    expect(data.map(({ patch }) => patch)).toEqual([expect.stringContaining('+            value: 40')])
  })
})

it('is one pull request when two tabs submit it at once, under two titles', async () => {
  const both = await Promise.all([submit({ title: 'Lower the limit' }), submit({ title: 'Another title' })])
  const kinds = both.map(({ kind }) => kind)
  expect(kinds).toContain('opened')
  expect(['opened', 'under-way']).toEqual(expect.arrayContaining(kinds))
  expect(await submit()).toEqual({ kind: 'opened', number: 1 })
  expect(await pulls()).toEqual([{ number: 1, state: 'open' }])
})

describe('what another tab saves while the submission runs', () => {
  const later = STRIPE.replace('500', '40')
  const patches = async () => {
    const { data } = await rest().pulls.listFiles({ ...REPOSITORY, pull_number: 1 })
    return data.map(({ patch }) => patch)
  }

  it('is not taken and lost: it is refused until the draft is a pull request, which has all that was saved', async () => {
    const heard: SaveDraftResult[] = []
    const meanwhile = async () => void heard.push(await save(later))
    expect(await submit({ meanwhile })).toEqual({ kind: 'opened', number: 1 })
    expect([...heard, await save(later)]).toEqual([
      { kind: 'submitting' },
      { kind: 'submitted', changeNumber: 1 },
    ])
    expect(await patches()).toEqual([expect.stringMatching(/^\+ +value: 50$/m)])
  })

  it('is saved when the submission failed', async () => {
    const heard: SaveDraftResult[] = []
    const meanwhile = async () => {
      heard.push(await save(later))
      throw new Error('the process has a fault')
    }
    await expect(submit({ meanwhile })).rejects.toThrow('a fault')
    expect([...heard, await save(later)]).toEqual([{ kind: 'submitting' }, { kind: 'saved', revision: 1 }])
    expect(await submit({ revision: 1 })).toEqual({ kind: 'opened', number: 1 })
    expect(await patches()).toEqual([expect.stringMatching(/^\+ +value: 40$/m)])
  })

  it('is saved a minute after a process died in it, and ends no draft that it is not part of', async () => {
    const heard: (SaveDraftResult | ProposeResult)[] = []
    const after = { ...ana, now: new Date(ana.now.getTime() + 60_000) }
    const meanwhile = async () => void heard.push(await submit(), await save(later, after))
    expect(await submit({ meanwhile })).toEqual({ kind: 'conflict' })
    expect(heard).toEqual([{ kind: 'under-way' }, { kind: 'saved', revision: 1 }])
    expect(await submit({ revision: 1 })).toEqual({ kind: 'opened', number: 1 })
    expect(await patches()).toEqual([expect.stringMatching(/^\+ +value: 40$/m)])
  })
})

it('is told that the branch is gone, not that the draft is, while nobody knows its new name', async () => {
  await rest().repos.renameBranch({ ...REPOSITORY, branch: 'main', new_name: 'trunk' })
  expect(await submit()).toEqual({ kind: 'branch-gone', branch: 'main' })
  const source = { ...stage.source, repository: { ...stage.source.repository, ref: 'refs/heads/trunk' } }
  const input = { revision: 0, title: 'Lower it', description: '', asDraft: false, labels: [] }
  const links = { change: () => 'https://lockstep.test' }
  const again = await proposeChange({ ctx: ana, source, client: stage.client('ana'), links, id, input })
  expect(again).toEqual({ kind: 'opened', number: 1 })
})
