import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { resolveFilter, type DecisionFilter } from './decision-filter'
import { decisionId, parseDecisionId } from './decision-id'
import { findRows } from './find-rows'
import { listDecisions, type DecisionRow } from './list-decisions'
import { batchOf, openTestLog, type TestLog } from './testing/open-log'

const FROM = Date.parse('2026-11-22T00:00:00Z')
const HOUR = 3_600_000
const HOURS = 60
const NOW = new Date(FROM + HOURS * HOUR)
const PROXIES = 4
const EVENTS = 400
/** So small that most filters are not answered by looking through the newest rows. */
const LOOK = 20

let log: TestLog
let drop: () => Promise<void>
let reader: ConnectorActor
let all: readonly DecisionRow[]

/** Few tools in some hours, many in others; some messages belong to no rule. */
function event(proxy: number, index: number): string {
  const at = FROM + Math.floor((index * HOURS * HOUR) / EVENTS) + proxy * 37
  const chance = (index * 7919 + proxy * 104_729) % 100
  const tool = index % 97 === 0 ? 'rare' : `tool ${(chance + Math.floor(index / 50)) % 7}`
  const denied = { result: 'denied', message: chance % 3 === 0 ? 'Ask first.' : `No ${chance % 5}` }
  const rule = chance % 4 === 0 ? {} : { rule: `rule ${chance % 6}` }
  return JSON.stringify({
    ts: new Date(at).toISOString(),
    type: 'tool_call',
    tool,
    ...(chance < 25 ? { ...denied, ...rule } : { result: 'allowed' }),
  })
}

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  for (let proxy = 0; proxy < PROXIES; proxy += 1) {
    const actor = await log.addProxy(`proxy-${proxy}`, `policies/p/${proxy % 2}.yaml`)
    reader = actor
    // The last proxy is silent after a while.
    const count = proxy === PROXIES - 1 ? EVENTS / 8 : EVENTS
    const lines = Array.from({ length: count }, (_, index) => event(proxy, index))
    await log.ingest(actor, batchOf({ fileId: randomUUID(), lines }), NOW)
  }
  const rows: DecisionRow[] = []
  let cursor: string | undefined
  do {
    const input = { from: new Date(FROM), to: NOW, limit: 500, cursor }
    const page = await listDecisions({ ctx: log.context(reader, NOW), input })
    rows.push(...page.rows)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  all = rows
})

afterAll(async () => {
  await log.db.close()
  await drop()
})

interface Asked {
  readonly filter: DecisionFilter
  /** Indexes into all rows. */
  readonly before: number | null
  readonly after: number | null
  readonly limit: number
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

const asked: fc.Arbitrary<Asked> = fc.record({
  filter: fc
    .record({
      start: fc.integer({ min: 0, max: HOURS * 60 }),
      result: maybe(fc.constantFrom('denied' as const, 'allowed' as const)),
      tool: maybe(fc.constantFrom('rare', 'tool 1', 'tool 3')),
      rule: maybe(fc.constantFrom('rule 1', 'rule 5')),
      proxy: maybe(fc.constantFrom('proxy-0', 'proxy-3')),
      policy: maybe(fc.constantFrom('policies/p/0.yaml', 'policies/p/1.yaml')),
      text: maybe(fc.constantFrom('RARE', 'rule', 'ask', 'o 1', 'nothing')),
    })
    .map(({ start, ...rest }) => Object.assign(rest, { from: new Date(FROM + start * 60_000), to: NOW })),
  before: fc.option(fc.nat(1000)),
  after: fc.option(fc.nat(1000)),
  limit: fc.constantFrom(1, 7, 40, 300),
})

function expected({ filter, before, after, limit }: Asked): string[] {
  const text = filter.text?.toLowerCase()
  return all
    .filter((_, index) => (before === null || index > before) && (after === null || index < after))
    .filter((row) => row.at >= filter.from && row.at < filter.to)
    .filter((row) => filter.result === undefined || row.result === filter.result)
    .filter((row) => filter.tool === undefined || row.tool === filter.tool)
    .filter((row) => filter.rule === undefined || row.rule === filter.rule)
    .filter((row) => filter.proxy === undefined || row.proxy === filter.proxy)
    .filter((row) => filter.policy === undefined || row.policyPath === filter.policy)
    .filter(
      ({ tool, rule, message }) =>
        text === undefined || [tool, rule, message].some((name) => name?.toLowerCase().includes(text)),
    )
    .slice(0, limit)
    .map(({ id }) => id)
}

describe('rows that a filter wants', () => {
  it('are those that looking at every row finds, in the same order, wherever they lie', async () => {
    expect(all).toHaveLength(EVENTS * (PROXIES - 1) + EVENTS / 8)
    const ctx = log.context(reader, NOW)
    await fc.assert(
      fc.asyncProperty(asked, async (question) => {
        const filter = await resolveFilter(ctx, question.filter)
        const key = (index: number | null) => (index === null ? null : parseDecisionId(all[index]?.id ?? ''))
        const span = { before: key(question.before), after: key(question.after) }
        // Null: no proxy is both.
        const rows =
          filter === null ? [] : await findRows(log.db.pool, { filter, ...span, limit: question.limit }, LOOK)
        expect(rows.map(decisionId)).toEqual(expected(question))
      }),
      { numRuns: 100 },
    )
  })
})
