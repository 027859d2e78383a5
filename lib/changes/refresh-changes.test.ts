import { setImmediate as immediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { countOpenChanges } from './count-open-changes'
import { createDraft } from './create-draft'
import { getChange } from './get-change'
import { listChanges, type ChangeSummary } from './list-changes'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

beforeEach(async () => {
  stage = await openChangeStage()
})

afterEach(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'

async function openByHand(branch = 'by-hand'): Promise<number> {
  const at = new Date()
  await stage.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch,
    files: { [PATH]: STRIPE.replace('500', '50') },
    message: 'Lower',
    person: 'ana',
    at,
  })
  const { issue } = await stage.forge.forge.openPull({
    repository: FULL_NAME,
    head: branch,
    base: 'main',
    title: 'Lower the limit',
    body: '',
    draft: false,
    person: 'ana',
    at,
  })
  return issue.number
}

async function refresh(now = new Date()) {
  await stage.source.mirror.fetch()
  return refreshChanges({ ctx: stage.system(now), source: stage.source, client: stage.client('dora') })
}

async function list(state: 'open' | 'all' = 'all'): Promise<ChangeSummary[]> {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  return listChanges({
    ctx: stage.system(),
    source: stage.source,
    history,
    root: 'policies',
    input: { state },
  })
}

const count = () => countOpenChanges({ ctx: stage.system(), branch: 'main', root: 'policies' })

const detail = (number: number) =>
  getChange({ ctx: stage.system(), source: stage.source, root: 'policies', number })

describe('changes', () => {
  it('show a pull request that was made by hand on the forge, with meaning, owners and who is asked', async () => {
    const number = await openByHand()
    expect(await refresh()).toMatchObject({ numbers: [number], waiting: 0, knowsMore: true })
    expect(await list('open')).toMatchObject([
      { kind: 'pull-request', number, draftedBy: 'ana', ours: false },
    ])
    expect(await count()).toBe(1)
    const change = await detail(number)
    expect(change?.review).toMatchObject({ requestedTeams: ['acme/payments'], reviews: [] })
    expect(change?.owners).toMatchObject([{ path: PATH, owners: ['@acme/payments', '@ben'], kind: 'owned' }])
    expect(change?.files.map(({ path }) => path)).toEqual([PATH])
    expect(change?.meanings).toMatchObject([
      { path: PATH, meaning: { kind: 'compared', comparison: { verdict: 'tightens' } } },
    ])
  })

  it('ask only about what moved', async () => {
    await openByHand()
    await refresh()
    const later = new Date(Date.now() + 60_000)
    await stage.database.prisma.changeRequest.updateMany({ data: { refreshedAt: later } })
    expect(await refresh()).toMatchObject({ numbers: [], waiting: 0, knowsMore: false })
  })

  it('ask about an emergency before all others that moved', async () => {
    const first = await openByHand('urgent')
    const second = await openByHand('other')
    await refresh()
    await stage.database.prisma.changeRequest.update({
      where: { repositoryId_number: { repositoryId: stage.system().repositoryId, number: first } },
      data: { labels: ['emergency'] },
    })
    await stage.database.prisma.changeRequest.updateMany({ data: { staleSince: new Date() } })
    expect(await refresh()).toMatchObject({ numbers: [first, second] })
  })

  it('are asked about once, however many people look at the same time', async () => {
    const number = await openByHand()
    await refresh()
    const look = (now: Date) =>
      refreshChanges({
        ctx: stage.system(now),
        source: stage.source,
        client: stage.client('dora'),
        input: { numbers: [number] },
      })
    await stage.database.prisma.changeRequest.updateMany({
      data: { refreshedAt: new Date(Date.now() + 20_000) },
    })
    expect(await look(new Date(Date.now() + 21_000))).toMatchObject({ kind: 'refreshed', numbers: [] })
    expect(await look(new Date(Date.now() + 30_000))).toMatchObject({ kind: 'refreshed', numbers: [number] })
  })

  it('keep who approved at the merge, also when the review is dismissed later', async () => {
    const number = await openByHand()
    const ben = stage.forge.as('ben')
    await ben.rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
    await refresh()
    expect((await detail(number))?.review.reviews).toMatchObject([{ login: 'ben', state: 'approved' }])
    await ben.rest.pulls.merge({ ...REPOSITORY, pull_number: number })
    await refresh()
    const change = await detail(number)
    expect(change).toMatchObject({ state: 'merged', mergedBy: 'ben' })
    expect(change?.approval).toMatchObject({ mergedBy: 'ben', approvals: [{ login: 'ben' }] })
    expect(await list()).toMatchObject([{ number, state: 'merged' }, { kind: 'push' }])
  })

  it('keep who approved when that and the merge come between the questions about the pull request and its reviews', async () => {
    const number = await openByHand()
    const { rest } = stage.forge.as('ben')
    const of = { ...REPOSITORY, pull_number: number }
    const client = stage.client('dora')
    let approved: Promise<unknown> | null = null
    client.hook.wrap('request', async (request, options) => {
      const isPull = /\/pulls\/(\d+|\{pull_number\})$/.test(options.url)
      // Questions that are sent together are both here by now.
      if (isPull) await immediate()
      if (isPull && approved !== null) await approved
      const answer = Promise.resolve(request(options))
      if (!/\/reviews(\?|$)/.test(options.url)) return answer
      approved ??= answer
        .then(() => rest.pulls.createReview({ ...of, event: 'APPROVE' }))
        .then(() => rest.pulls.merge(of))
      await approved
      return answer
    })
    await stage.source.mirror.fetch()
    await refreshChanges({ ctx: stage.system(), source: stage.source, client })
    expect(approved).not.toBeNull()
    await refresh()
    expect((await detail(number))?.approval).toMatchObject({ mergedBy: 'ben', approvals: [{ login: 'ben' }] })
  })

  it('do not count who approved only after the merge', async () => {
    const number = await openByHand()
    const of = { ...REPOSITORY, pull_number: number }
    await stage.forge.as('ben').rest.pulls.createReview({ ...of, event: 'APPROVE' })
    await stage.forge.as('ben').rest.pulls.merge(of)
    const merged = Date.now()
    // Times of the forge have whole seconds.
    await vi.waitFor(() => expect(Date.now() - merged).toBeGreaterThan(1000), 5000)
    await stage.forge.as('dora').rest.pulls.createReview({ ...of, event: 'APPROVE' })
    await refresh()
    expect((await detail(number))?.approval?.approvals).toMatchObject([{ login: 'ben' }])
  })

  it('show a commit that was pushed without a pull request', async () => {
    await stage.push({ [PATH]: STRIPE.replace('500', '5') })
    await refresh()
    const [first] = await list()
    expect(first).toMatchObject({ kind: 'push', isAsked: true, title: 'Push', paths: [PATH] })
  })

  it('do not call a merge a push between its fetch and the answer about its pull request', async () => {
    const number = await openByHand()
    await refresh()
    await stage.forge.as('ben').rest.pulls.merge({ ...REPOSITORY, pull_number: number })
    await stage.source.mirror.fetch()
    // Commits have whole seconds, so that either may come first in the list.
    const push = (await list()).find(({ kind }) => kind === 'push')
    expect(push).toMatchObject({ isAsked: false, paths: [PATH] })
    expect(await refresh()).toMatchObject({ numbers: [number], knowsMore: true })
    expect((await list()).map((change) => [change.kind, 'isAsked' in change && change.isAsked])).toEqual([
      ['pull-request', false],
      ['push', true],
    ])
    // Lockstep asked about one alone: nothing is learned of others.
    await stage.push({ [PATH]: STRIPE.replace('500', '5') })
    await stage.source.mirror.fetch()
    await refreshChanges({
      ctx: stage.system(),
      source: stage.source,
      client: stage.client('dora'),
      input: { numbers: [number] },
    })
    expect((await list()).filter(({ kind }) => kind === 'push')).toMatchObject([
      { isAsked: false },
      { isAsked: true },
    ])
  })

  it('say as which owner somebody approved while they are open, and no more after a dismissal', async () => {
    const number = await openByHand()
    await refresh()
    expect((await detail(number))?.approvedAs).toEqual([])
    const ben = stage.forge.as('ben').rest.pulls
    const { data } = await ben.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
    await refresh()
    const byName = { login: 'ben', path: PATH, owner: '@ben', line: 1 }
    const before = await detail(number)
    expect(before?.approvedAs).toContainEqual(byName)
    // The same approvals of the same files: what is known stays.
    await refresh()
    expect((await detail(number))?.approvedAs).toEqual(before?.approvedAs)
    const dismissal = { pull_number: number, review_id: data.id, message: 'Again' }
    await stage.forge.as('cleo').rest.pulls.dismissReview({ ...REPOSITORY, ...dismissal })
    await refresh()
    expect((await detail(number))?.approvedAs).toEqual([])
  })

  it('leave out pull requests that touch no policy', async () => {
    const at = new Date()
    await stage.forge.forge.commitFiles({
      repository: FULL_NAME,
      branch: 'docs',
      files: { 'README.md': 'x' },
      message: 'Docs',
      person: 'ana',
      at,
    })
    await stage.forge.forge.openPull({
      repository: FULL_NAME,
      head: 'docs',
      base: 'main',
      title: 'Docs',
      body: '',
      draft: false,
      person: 'ana',
      at,
    })
    await refresh()
    expect(await list('open')).toEqual([])
    expect(await count()).toBe(0)
  })

  it('know the files of one that was closed before its commits were fetched, once they are', async () => {
    const number = await openByHand()
    await stage.forge.as('dora').rest.pulls.update({ ...REPOSITORY, pull_number: number, state: 'closed' })
    // The look comes before the fetch, and later than the second of the closing, of which each look asks again.
    const later = (seconds: number) => new Date(Date.now() + seconds * 1000)
    const [source, client] = [stage.source, stage.client('dora')]
    await refreshChanges({ ctx: stage.system(later(10)), source, client })
    const paths = async () =>
      (await getChange({ ctx: stage.system(), source, root: 'policies', number }))?.review.paths
    expect(await paths()).toBeNull()
    await refresh(later(20))
    expect(await paths()).toEqual([PATH])
    // What is known is not asked about again.
    const again = await refresh(later(3600))
    expect(again).toMatchObject({ kind: 'refreshed', numbers: [] })
  })

  it('say that the forge does not answer', async () => {
    await stage.forge.admin('/_test/fault', { kind: 'outage', count: 20 })
    expect(
      await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('dora') }),
    ).toEqual({
      kind: 'unreachable',
    })
  })
})

describe('a draft', () => {
  it('refuses a file that is not there', async () => {
    const made = await createDraft({
      ctx: await stage.as('ana'),
      source: stage.source,
      input: {
        title: '',
        description: '',
        files: [{ basePath: 'policies/none.yaml', edits: [], text: null }],
      },
    })
    expect(made).toEqual({ kind: 'no-file', path: 'policies/none.yaml' })
  })
})
