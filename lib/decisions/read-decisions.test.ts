import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '@/lib/git/content-digest'
import { chartDecisions } from './chart-decisions'
import { countNewer } from './count-newer'
import { idAt } from './decision-id'
import type { DecisionFilter } from './decision-filter'
import { exportDecisions } from './export-decisions'
import { facetDecisions } from './facet-decisions'
import { type FilledLog, openFilledLog, POLICY, PATH, WINDOW } from './testing/filled-log'

let stage: FilledLog
beforeAll(async () => {
  stage = await openFilledLog()
})
afterAll(() => stage.close())

const tools = async (filter: Partial<DecisionFilter> = {}) =>
  (await stage.list(filter)).rows.map(({ tool }) => tool)

describe('the list of decisions', () => {
  it('is newest first, with names, proxy and digest', async () => {
    const { rows, next } = await stage.list()
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
    const first = await stage.list({ limit: 3 })
    const second = await stage.list({ limit: 3, cursor: first.next ?? '' })
    expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, null])
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(4)
  })
})

describe('what is newer', () => {
  it('is counted behind a decision, for the same filter', async () => {
    const { rows } = await stage.list()
    const newer = (after: string, filter: Partial<DecisionFilter> = {}) =>
      countNewer({ ctx: stage.ctx(), input: { ...WINDOW, ...filter, after } })
    expect(await newer(rows[3]?.id ?? '')).toBe(3)
    expect(await newer(rows[3]?.id ?? '', { result: 'denied' })).toBe(1)
    expect(await newer(rows[0]?.id ?? '')).toBe(0)
    expect(await newer('1; DROP TABLE decision')).toBeNull()
  })

  it('is counted behind an instant where there is no decision yet', async () => {
    const newer = (instant: string) =>
      countNewer({ ctx: stage.ctx(), input: { ...WINDOW, after: idAt(new Date(instant)) } })
    expect(await newer('2026-11-24T14:00:00Z')).toBe(4)
    expect(await newer('2026-11-24T14:59:00Z')).toBe(0)
  })
})

describe('the chart of decisions', () => {
  it('counts every interval, also the empty ones, and says since when', async () => {
    const chart = await chartDecisions({ ctx: stage.ctx(), input: WINDOW })
    expect(chart).toMatchObject({ bucketMs: 60_000, allowed: 3, denied: 1 })
    expect(chart.buckets).toHaveLength(60)
    expect(chart.buckets[2]).toMatchObject({ allowed: 0, denied: 1 })
    expect(chart.since).toEqual(new Date('2026-11-24T14:01:00Z'))
  })

  it('counts the results that a filter leaves out beside those that it shows', async () => {
    const chart = await chartDecisions({ ctx: stage.ctx(), input: { ...WINDOW, result: 'denied' } })
    expect(chart).toMatchObject({ allowed: 0, denied: 1, results: { allowed: 3, wouldDeny: 0, denied: 1 } })
  })

  it('counts in hours when it is narrowed', async () => {
    const chart = await chartDecisions({ ctx: stage.ctx(), input: { ...WINDOW, proxy: 'stripe-eu-1' } })
    expect(chart).toMatchObject({ bucketMs: 3_600_000, allowed: 2, denied: 1 })
  })
})

describe('the facets', () => {
  it('count what each list could be narrowed to, each without its own filter', async () => {
    const facets = await facetDecisions({ ctx: stage.ctx(), input: { ...WINDOW, tool: 'create_refund' } })
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
    const facets = await facetDecisions({ ctx: stage.ctx(), input })
    expect(facets.policies).toEqual([
      { name: PATH, count: 2 },
      { name: 'gone.yaml', count: 0 },
    ])
    expect(facets.proxies).toEqual([{ name: 'stripe-eu-1', count: 0 }])
    const { tools } = await facetDecisions({ ctx: stage.ctx(), input: { ...input, policy: undefined } })
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
    const { tools } = await facetDecisions({ ctx: stage.ctx(), input })
    expect(tools.map(({ count }) => count)).toEqual([2, 1, 1])
  })
})

describe('the export', () => {
  it('has every row of the filter once, over any number of pages', async () => {
    const found: unknown[] = []
    const pages = exportDecisions({ ctx: stage.ctx(), input: { ...WINDOW, limit: 3 } })
    for await (const page of pages) found.push(...page.map(({ id }) => id))
    expect(found).toEqual((await stage.list()).rows.map(({ id }) => id))
    expect(found).toHaveLength(4)
  })

  it('is empty where nothing is found', async () => {
    const pages = []
    const input = { ...WINDOW, tool: 'no such tool' }
    for await (const page of exportDecisions({ ctx: stage.ctx(), input })) pages.push(...page)
    expect(pages).toEqual([])
  })
})
