import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import type { GitHubClient } from '@/lib/git/github-client'
import { sayNotProved } from './change-evidence'
import { getChange } from './get-change'
import { getEvidence } from './get-evidence'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, type ChangeStage } from './testing/change-stage'
import { openPulls, PULL_PATH as PATH } from './testing/open-pulls'

let stage: ChangeStage

/** The one pull request was opened 20 minutes ago; what comes after has minutes of its own. */
const START = Date.now() - 19 * 60_000
const minute = (minutes: number) => new Date(START + minutes * 60_000)
const of = { repository: FULL_NAME, number: 1 }

beforeEach(async () => {
  stage = await openChangeStage()
  await openPulls(stage, 1)
})

afterEach(() => stage.close())

const { review, dismiss, merge } = {
  review: (person: string, at: Date, event: 'APPROVE' | 'REQUEST_CHANGES' = 'APPROVE') =>
    stage.forge.forge.submitReview({ ...of, person, event, body: 'Seen', at }),
  dismiss: (reviewId: number, at: Date) =>
    stage.forge.forge.dismissReview({ ...of, person: 'dora', reviewId, message: 'Once more', at }),
  merge: (at: Date) => stage.forge.forge.mergePull({ ...of, person: 'dora', regardless: true, at }),
}

const fault = (order: object) => stage.forge.admin('/_test/fault', order)
const noFault = () => stage.forge.admin('/_test/fault', undefined, 'DELETE')

/** A look by ben, who sees the teams. */
const look = (now = new Date(), client: GitHubClient = stage.client('ben')) =>
  refreshChanges({ ctx: stage.system(now), source: stage.source, client })

async function fetchAndLook(now?: Date) {
  await stage.source.mirror.fetch()
  return look(now)
}

const change = () => getChange({ ctx: stage.system(), source: stage.source, root: 'policies', number: 1 })

async function notProved(): Promise<string> {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  const [ctx, { source }] = [stage.system(), stage]
  const evidence = await getEvidence({ ctx, source, history, root: 'policies', number: 1 })
  return evidence === null ? '' : sayNotProved({ ...evidence, runs: [] }).join(' ')
}

const later = (seconds: number) => new Date(Date.now() + seconds * 1000)

describe('the record of a merge has an approval', () => {
  it('that was dismissed after it, before anybody looked', async () => {
    const { id } = await review('ben', minute(1))
    await merge(minute(2))
    await dismiss(id, minute(3))
    await fetchAndLook()
    expect((await change())?.approval).toMatchObject({
      approvals: [{ login: 'ben' }],
      as: [{ owner: '@acme/payments' }, { owner: '@ben' }],
    })
  })

  it('but not one that was dismissed before it', async () => {
    await dismiss((await review('ben', minute(1))).id, minute(2))
    await review('cleo', minute(3))
    await merge(minute(4))
    await fetchAndLook()
    expect((await change())?.approval?.approvals).toMatchObject([{ login: 'cleo' }])
  })

  it.each(['APPROVE', 'REQUEST_CHANGES'] as const)(
    'whose reviewer gave another review after it: %s',
    async (event) => {
      await review('ben', minute(1))
      await merge(minute(2))
      await review('ben', minute(3), event)
      await fetchAndLook()
      expect((await change())?.approval?.approvals).toMatchObject([
        { login: 'ben', at: `${minute(1).toISOString().slice(0, 19)}Z` },
      ])
    },
  )

  it('but not one that its reviewer took back before it', async () => {
    await review('ben', minute(1))
    await review('ben', minute(2), 'REQUEST_CHANGES')
    await merge(minute(3))
    await fetchAndLook()
    expect((await change())?.approval?.approvals).toEqual([])
  })
})

describe('of a dismissal in the very second of the merge, the order of the events decides:', () => {
  const approvals = async () => {
    await fetchAndLook()
    return (await change())?.approval?.approvals.map(({ login }) => login)
  }

  it('one that came first takes the approval out of the record', async () => {
    await dismiss((await review('ben', minute(1))).id, minute(2))
    await merge(minute(2))
    expect(await approvals()).toEqual([])
  })

  it('one that came afterwards leaves it there', async () => {
    const { id } = await review('ben', minute(1))
    await merge(minute(2))
    await dismiss(id, minute(2))
    expect(await approvals()).toEqual(['ben'])
  })
})

describe('of a review in the very second of the merge nobody can tell which came first, and the record and the evidence say so:', () => {
  const recorded = async () => {
    await fetchAndLook()
    const approvals = (await change())?.approval?.approvals.map(({ login, sameSecond }) => ({
      login,
      sameSecond,
    }))
    return { approvals, said: (await notProved()).includes('of the same second') }
  }

  it('one that approves, before the merge or after it', async () => {
    await review('ben', minute(1))
    await merge(minute(1))
    await review('cleo', minute(1))
    const unsure = ['ben', 'cleo'].map((login) => ({ login, sameSecond: true }))
    expect(await recorded()).toEqual({ approvals: unsure, said: true })
  })

  it('one that takes an approval back', async () => {
    await review('ben', minute(1))
    await merge(minute(2))
    await review('ben', minute(2), 'REQUEST_CHANGES')
    expect(await recorded()).toEqual({ approvals: [{ login: 'ben', sameSecond: true }], said: true })
  })

  it('but one that approves once more says nothing new', async () => {
    await review('ben', minute(1))
    await merge(minute(2))
    await review('ben', minute(2))
    expect(await recorded()).toEqual({ approvals: [{ login: 'ben', sameSecond: false }], said: false })
  })
})

describe('a record is not taken for good while something of it is missing', () => {
  it('where the answer about its reviews was refused once', async () => {
    await review('ben', minute(1))
    await merge(minute(2))
    await stage.source.mirror.fetch()
    await fault({ kind: 'outage', path: '/api/v3/repos/*/pulls/1/reviews', status: 422, count: 1 })
    await expect(look()).rejects.toMatchObject({ status: 422 })
    expect(await change()).toMatchObject({ state: 'merged', approval: null })
    await look(later(400))
    expect((await change())?.approval?.approvals).toMatchObject([{ login: 'ben' }])
  })

  it('where a rate limit kept the answer about a team', async () => {
    await review('ben', minute(1))
    await merge(minute(2))
    await stage.source.mirror.fetch()
    await fault({ kind: 'rate-limit', path: '/api/v3/orgs/*' })
    expect(await look()).toMatchObject({ kind: 'rate-limited' })
    expect(await change()).toMatchObject({ state: 'merged', approval: null })
    await noFault()
    await look()
    expect((await change())?.approval?.as).toMatchObject([{ owner: '@acme/payments' }, { owner: '@ben' }])
  })

  it('where its commits are not fetched yet', async () => {
    const files = { [PATH]: 'version: "1"\n' }
    const where = { repository: FULL_NAME, branch: 'branch-1', person: 'ana', at: minute(1) }
    await stage.forge.forge.commitFiles({ ...where, files, message: 'Another' })
    await review('ben', minute(2))
    await merge(new Date())
    await fault({ kind: 'outage', path: `/${FULL_NAME}.git/*` })
    await look()
    expect(await change()).toMatchObject({ state: 'merged', approval: null })
    await noFault()
    await look(later(30))
    expect((await change())?.approval?.as).toMatchObject([{ path: PATH }, { path: PATH }])
  })

  it('but is taken without them where a fetch long after the merge did not bring them', async () => {
    await review('ben', minute(1))
    await merge(minute(2))
    await stage.source.mirror.fetch()
    await look()
    await stage.database.pool.query('UPDATE change_request SET approval = NULL')
    const client = stage.client('ben')
    // The branch that it went to is gone.
    client.hook.after('request', (response, { url }) => {
      if (url.endsWith('/pulls/{pull_number}')) response.data.base.sha = '0'.repeat(40)
    })
    await look(later(400), client)
    expect((await change())?.approval).toMatchObject({ approvals: [{ login: 'ben' }], as: null })
  })
})

describe('an answer that was overtaken', () => {
  /** A look that has the answer about the pull request, and goes on when it is let. */
  async function heldLook(now: Date) {
    const client = stage.client('ben')
    let letGo = () => {}
    const mayGoOn = new Promise<void>((resolve) => (letGo = resolve))
    let arrived = () => {}
    const hasAnswer = new Promise<void>((resolve) => (arrived = resolve))
    client.hook.wrap('request', async (request, options) => {
      const answer = await request(options)
      if (options.url.endsWith('/pulls/{pull_number}')) {
        arrived()
        await mayGoOn
      }
      return answer
    })
    const ended = look(now, client)
    await hasAnswer
    return { end: () => (letGo(), ended) }
  }

  it('is neither shown nor noted, and what came later stays', async () => {
    await fetchAndLook(new Date(START))
    await review('ben', minute(1))
    const early = await heldLook(later(10))
    await merge(minute(2))
    await fetchAndLook(later(20))
    expect(await change()).toMatchObject({ state: 'merged' })
    await early.end()
    expect(await change()).toMatchObject({ state: 'merged', approval: { approvals: [{ login: 'ben' }] } })
    const noted = await stage.database.prisma.notedChange.findMany({ orderBy: { id: 'asc' } })
    expect(noted.map(({ state }) => state).join(' ')).toMatch(/^open( open)*( merged)+$/)
  })

  it('does not take a merge back that the list of the forge has said meanwhile', async () => {
    await fetchAndLook(new Date(START))
    const early = await heldLook(later(10))
    await merge(minute(2))
    await fault({ kind: 'outage', path: '/api/v3/repos/*/pulls/1' })
    expect(await look(later(20))).toEqual({ kind: 'unreachable' })
    expect(await change()).toMatchObject({ state: 'merged', approval: null })
    await noFault()
    await early.end()
    expect(await change()).toMatchObject({ state: 'merged', approval: null })
    await look(later(30))
    expect(await change()).toMatchObject({ state: 'merged', approval: { mergedBy: 'dora' } })
  })

  it('is not one of a later update whose question began earlier: it is kept', async () => {
    await fetchAndLook(new Date(START))
    await fetchAndLook(later(3600))
    await review('ben', minute(1))
    await merge(minute(2))
    await fetchAndLook(later(60))
    expect(await change()).toMatchObject({ state: 'merged', approval: { approvals: [{ login: 'ben' }] } })
  })
})

it('the evidence of a record that was taken late says that teams were asked later, and of one in time it does not', async () => {
  await review('ben', minute(1))
  await merge(minute(2))
  await fetchAndLook(minute(2.5))
  expect(await notProved()).not.toContain('teams were asked')
  await stage.database.pool.query('UPDATE change_request SET approval = NULL')
  await look(minute(600))
  expect(await notProved()).toContain('Who was in which team at the merge: teams were asked about later')
})
