import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { blobSha, sha256 } from '@/lib/git/content-digest'
import { scratchMirror, type ScratchMirror } from '@/lib/git/scratch-mirror'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { accountLog } from './account-log'
import { chartDecisions } from './chart-decisions'
import { countNewer } from './count-newer'
import { coverDecisions } from './cover-decisions'
import type { DecisionFilter } from './decision-filter'
import { exportDecisions } from './export-decisions'
import { facetDecisions } from './facet-decisions'
import { getDecision } from './get-decision'
import { listDecisions } from './list-decisions'
import { batchOf, openTestLog, type TestLog } from './testing/open-log'

const PATH = 'policies/payments/stripe.yaml'
const POLICY = `version: "1"
tools:
  create_refund:
    rules:
      - name: "max refund"
        conditions:
          - path: "args.amount"
            op: lte
            value: 500
        on_deny: "Too much."
`
const NOW = new Date('2026-11-24T14:30:00Z')
const APPROVAL = { approvals: [{ login: 'tomas' }], mergedBy: 'tomas' }

let log: TestLog
let drop: () => Promise<void>
let scratch: ScratchMirror
let commit: string
let eu: ConnectorActor

function event(minute: number, tool: string, more: Record<string, unknown> = {}): string {
  const ts = `2026-11-24T14:${String(minute).padStart(2, '0')}:00.123456Z`
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool, result: 'allowed', ...more })
}

const denied = { result: 'denied', rule: 'max refund', message: 'Too much.' }

beforeAll(async () => {
  scratch = await scratchMirror()
  commit = await scratch.remote.commit({ files: { [PATH]: POLICY } })
  await scratch.mirror.fetch()
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  const bytes = Buffer.from(POLICY)
  log.blobs.set(blobSha(bytes), bytes)
  eu = await log.addProxy('stripe-eu-1', PATH)
  const us = await log.addProxy('slack-us-1', 'policies/support/slack.yaml')
  const segment = { sha256: sha256(bytes), blob: blobSha(bytes), evidence: 4 }
  const client = { name: 'agent', version: '2' }
  const first = [
    event(1, 'create_refund'),
    event(2, 'create_refund', { ...denied, client }),
    event(3, 'list_customers'),
  ]
  await log.ingest(eu, batchOf({ fileId: randomUUID(), lines: first, segment }), NOW)
  await log.ingest(us, batchOf({ fileId: randomUUID(), lines: [event(4, 'post_message')] }), NOW)
  await log.db.prisma.changeRequest.create({
    data: {
      repositoryId: log.repositoryId,
      number: 7,
      title: 'Cap refunds',
      state: 'merged',
      openedBy: 'mara',
      baseRef: 'main',
      baseSha: commit,
      headRef: 'cap',
      headSha: commit,
      mergeSha: commit,
      openedAt: NOW,
      updatedAt: NOW,
      refreshedAt: NOW,
      approval: APPROVAL,
    },
  })
})

afterAll(async () => {
  await log.db.close()
  await Promise.all([drop(), scratch.close()])
})

const WINDOW = { from: new Date('2026-11-24T14:00:00Z'), to: new Date('2026-11-24T15:00:00Z') }
const ctx = () => log.context(eu, NOW)
const list = (filter: Partial<DecisionFilter> & { cursor?: string; limit?: number } = {}) =>
  listDecisions({ ctx: ctx(), input: { ...WINDOW, ...filter } })
const tools = async (filter: Partial<DecisionFilter> = {}) =>
  (await list(filter)).rows.map(({ tool }) => tool)

describe('the list of decisions', () => {
  it('is newest first, with names, proxy and digest', async () => {
    const { rows, next } = await list()
    expect(rows.map(({ tool }) => tool)).toEqual([
      'post_message',
      'list_customers',
      'create_refund',
      'create_refund',
    ])
    expect(rows[2]).toMatchObject({
      result: 'denied',
      rule: 'max refund',
      message: 'Too much.',
      proxy: 'stripe-eu-1',
      policyPath: PATH,
      sha256: sha256(Buffer.from(POLICY)),
    })
    expect(next).toBeNull()
  })

  it.each([
    [{ result: 'denied' as const }, ['create_refund']],
    [{ tool: 'create_refund' }, ['create_refund', 'create_refund']],
    [{ rule: 'max refund' }, ['create_refund']],
    [{ proxy: 'slack-us-1' }, ['post_message']],
    [{ policy: PATH, result: 'allowed' as const }, ['list_customers', 'create_refund']],
    [{ text: 'TOO much' }, ['create_refund']],
    [{ text: '%' }, []],
    [{ tool: 'no such tool' }, []],
    [{ tool: ['post_message', 'no such tool'] }, ['post_message']],
    [{ proxy: 'slack-us-1', policy: PATH }, []],
    [{ to: new Date('2026-11-24T14:02:00Z') }, ['create_refund']],
  ])('is narrowed by %j', async (filter, expected) => {
    expect(await tools(filter)).toEqual(expected)
  })

  it('is paged without a row twice or missing', async () => {
    const first = await list({ limit: 3 })
    const second = await list({ limit: 3, cursor: first.next ?? '' })
    expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, null])
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(4)
  })
})

describe('what is newer', () => {
  it('is counted behind a decision, for the same filter', async () => {
    const { rows } = await list()
    const newer = (after: string, filter: Partial<DecisionFilter> = {}) =>
      countNewer({ ctx: ctx(), input: { ...WINDOW, ...filter, after } })
    expect(await newer(rows[3]?.id ?? '')).toBe(3)
    expect(await newer(rows[3]?.id ?? '', { result: 'denied' })).toBe(1)
    expect(await newer(rows[0]?.id ?? '')).toBe(0)
    expect(await newer('1; DROP TABLE decision')).toBeNull()
  })
})

describe('the chart of decisions', () => {
  it('counts every interval, also the empty ones, and says since when', async () => {
    const chart = await chartDecisions({ ctx: ctx(), input: WINDOW })
    expect(chart).toMatchObject({ bucketMs: 60_000, allowed: 3, denied: 1 })
    expect(chart.buckets).toHaveLength(60)
    expect(chart.buckets[2]).toMatchObject({ allowed: 0, denied: 1 })
    expect(chart.since).toEqual(new Date('2026-11-24T14:01:00Z'))
  })

  it('counts the results that a filter leaves out beside those that it shows', async () => {
    const chart = await chartDecisions({ ctx: ctx(), input: { ...WINDOW, result: 'denied' } })
    expect(chart).toMatchObject({ allowed: 0, denied: 1, results: { allowed: 3, wouldDeny: 0, denied: 1 } })
  })

  it('counts in hours when it is narrowed', async () => {
    const chart = await chartDecisions({ ctx: ctx(), input: { ...WINDOW, proxy: 'stripe-eu-1' } })
    expect(chart).toMatchObject({ bucketMs: 3_600_000, allowed: 2, denied: 1 })
  })
})

describe('the facets', () => {
  it('count what each list could be narrowed to, each without its own filter', async () => {
    const facets = await facetDecisions({ ctx: ctx(), input: { ...WINDOW, tool: 'create_refund' } })
    expect(facets.tools.map(({ name, count }) => [name, count])).toEqual([
      ['create_refund', 2],
      ['list_customers', 1],
      ['post_message', 1],
    ])
    expect(facets.rules).toEqual([{ name: 'max refund', count: 1 }])
    expect(facets.proxies).toEqual([{ name: 'stripe-eu-1', count: 2 }])
    expect(facets.policies).toEqual([{ name: PATH, count: 2 }])
  })

  it('hold what is chosen with its count, also when it never occurs', async () => {
    const input = {
      ...WINDOW,
      tool: ['create_refund', 'post_message'],
      proxy: 'stripe-eu-1',
      policy: 'gone.yaml',
    }
    const facets = await facetDecisions({ ctx: ctx(), input })
    expect(facets.policies).toEqual([
      { name: PATH, count: 2 },
      { name: 'gone.yaml', count: 0 },
    ])
    expect(facets.proxies).toEqual([{ name: 'stripe-eu-1', count: 0 }])
    const { tools } = await facetDecisions({ ctx: ctx(), input: { ...input, policy: undefined } })
    expect(tools).toEqual([
      { name: 'create_refund', count: 2 },
      { name: 'list_customers', count: 1 },
      { name: 'post_message', count: 0 },
    ])
  })

  it.each([
    ['2026-11-22T10:00:00Z', '2026-11-26T10:00:00Z'],
    ['2026-11-20T10:00:00Z', '2026-11-24T15:00:00Z'],
    ['2026-11-24T14:00:00Z', '2026-11-27T00:00:00Z'],
  ])('count a long time in days without counting an hour twice (%s to %s)', async (from, to) => {
    const input = { from: new Date(from), to: new Date(to) }
    const { tools } = await facetDecisions({ ctx: ctx(), input })
    expect(tools.map(({ count }) => count)).toEqual([2, 1, 1])
  })
})

describe('one decision', () => {
  const detail = async (id: string) => {
    const history = await scratch.mirror.history('refs/heads/main')
    if (history === null) throw new Error('no history')
    return getDecision({ ctx: ctx(), parts: { mirror: scratch.mirror, history }, id })
  }

  it('leads to its rule, the lines, the commit, the pull request and who approved it', async () => {
    const [row] = (await list({ result: 'denied' })).rows
    const decision = await detail(row?.id ?? '')
    expect(decision?.decidedBy).toMatchObject({ tool: 'create_refund', index: 0, line: 5, lastLine: 10 })
    expect(decision?.decidedBy?.text).toMatch(/^- name: "max refund"\n  conditions:\n/)
    expect(decision?.agent).toBe('agent 2')
    expect(decision?.commit).toEqual({ sha: commit, supersededBy: null })
    expect(decision?.change).toEqual({
      number: 7,
      title: 'Cap refunds',
      approvedBy: ['tomas'],
      draftedBy: 'mara',
      mergedBy: 'tomas',
    })
  })

  it.each([
    ['nobody approved', { approvals: [], mergedBy: 'tomas' }, []],
    ['the forge was not asked yet', null, null],
  ])('tells that %s from any other answer', async (_case, approval, approvedBy) => {
    const keep = 'UPDATE change_request SET approval = $2 WHERE repository_id = $1'
    await log.db.pool.query(keep, [log.repositoryId, approval])
    const [row] = (await list({ result: 'denied' })).rows
    expect((await detail(row?.id ?? ''))?.change).toMatchObject({ number: 7, approvedBy })
    await log.db.pool.query(keep, [log.repositoryId, APPROVAL])
  })

  it('says nothing that is not known', async () => {
    const [row] = (await list({ proxy: 'slack-us-1' })).rows
    expect(await detail(row?.id ?? '')).toMatchObject({
      blob: null,
      agent: null,
      decidedBy: null,
      commit: null,
      change: null,
    })
  })

  it.each(['', 'x', '1-1-1'])('is none for the id "%s"', async (id) => {
    expect(await detail(id)).toBeNull()
  })
})

describe('what the log covers', () => {
  it('counts the proxies in view and those that ever sent a log, and says that nothing is missing', async () => {
    await log.addProxy('never-reported', PATH)
    expect(await coverDecisions({ ctx: ctx(), input: { ...WINDOW, policy: PATH } })).toEqual({
      proxies: 2,
      reporting: 1,
      gaps: [],
      moreGaps: 0,
    })
  })

  it('tells what was never read of a proxy, in the time it was lost and not outside of it', async () => {
    const { rows } = await log.db.pool.query<{ id: string }>(
      'SELECT id FROM event_file WHERE reporter_id = $1 LIMIT 1',
      [eu.proxyId],
    )
    await log.db.pool.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
       VALUES ($1, 90000, 92100, '2026-11-24T14:05:00Z', '2026-11-24T14:07:00Z', NULL, 'missing', $2)`,
      [rows[0]?.id, NOW],
    )
    const covered = await coverDecisions({ ctx: ctx(), input: { ...WINDOW, proxy: 'stripe-eu-1' } })
    expect(covered.gaps).toEqual([
      {
        proxy: 'stripe-eu-1',
        bytes: 2100,
        events: null,
        from: new Date('2026-11-24T14:05:00Z'),
        to: new Date('2026-11-24T14:07:00Z'),
      },
    ])
    const account = await accountLog({ ctx: ctx(), input: { proxy: 'stripe-eu-1' } })
    expect(account).toMatchObject({ missingBytes: 2100, gaps: [{ bytes: 2100, reason: 'missing' }] })
    const other = await accountLog({ ctx: ctx(), input: { proxy: 'slack-us-1' } })
    expect(other).toMatchObject({ missingBytes: 0, gaps: [] })
    const before = { from: WINDOW.from, to: new Date('2026-11-24T14:05:00Z') }
    expect((await coverDecisions({ ctx: ctx(), input: before })).gaps).toEqual([])
  })

  it.each([
    ['told the wrong way round', '2026-11-24T14:07:00Z', '2026-11-24T14:05:00Z', '2026-11-24T14:07:00Z'],
    ['told by its last event only', null, '2026-11-24T14:05:00Z', NOW.toISOString()],
  ])('shows a gap whose times were %s in the time that it concerns', async (_, first, last, until) => {
    const file = await log.db.prisma.eventFile.findFirstOrThrow({ where: { reporterId: eu.proxyId } })
    await log.db.pool.query('DELETE FROM log_gap')
    await log.db.pool.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
       VALUES ($1, 90000, 92100, $2, $3, NULL, 'pruned', $4)`,
      [file.id, first, last, NOW],
    )
    const input = { from: new Date('2026-11-24T14:04:00Z'), to: new Date('2026-11-24T14:06:00Z') }
    const { gaps } = await coverDecisions({ ctx: ctx(), input: { ...input, proxy: 'stripe-eu-1' } })
    expect(gaps).toMatchObject([{ from: new Date('2026-11-24T14:05:00Z'), to: new Date(until) }])
  })
})

describe('the export', () => {
  it('has every row of the filter once, over any number of pages', async () => {
    const found: unknown[] = []
    const pages = exportDecisions({ ctx: ctx(), input: { ...WINDOW, limit: 3 } })
    for await (const page of pages) found.push(...page.map(({ id }) => id))
    expect(found).toEqual((await list()).rows.map(({ id }) => id))
    expect(found).toHaveLength(4)
  })

  it('is empty where nothing is found', async () => {
    const pages = []
    const input = { ...WINDOW, tool: 'no such tool' }
    for await (const page of exportDecisions({ ctx: ctx(), input })) pages.push(...page)
    expect(pages).toEqual([])
  })
})
