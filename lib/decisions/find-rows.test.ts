import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { resolveFilter, type AnyOf, type DecisionFilter } from './decision-filter'
import { decisionId, parseDecisionId } from './decision-id'
import { findRows } from './find-rows'
import { listDecisions, type DecisionRow } from './list-decisions'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'

const FROM = Date.parse('2026-11-22T00:00:00Z')
const HOUR = 3_600_000
const HOURS = 60
const NOW = new Date(FROM + HOURS * HOUR)
const PROXIES = 4
/** The proxy that was given other paths, and when, in minutes after `FROM`: also twice within an hour. */
const MOVER = 1
const MOVES = [
  [0, 'policies/p/1.yaml'],
  [1210, 'policies/p/0.yaml'],
  [1800, 'policies/p/1.yaml'],
  [2405, 'policies/p/0.yaml'],
  [2450, 'policies/p/1.yaml'],
  [2475, 'policies/p/2.yaml'],
] as const
const EVENTS = 400
/** So small that most filters are not answered by looking through the newest rows. */
const LOOK = 20

let log: TestLog
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

async function move({ proxyId }: ConnectorActor): Promise<void> {
  for (const [minutes, policyPath] of MOVES) {
    const since = new Date(FROM + minutes * 60_000)
    await log.db.prisma.proxyPath.create({ data: { proxyId, policyPath, since, changedBy: 'mara-l' } })
    await log.db.prisma.proxy.update({ where: { id: proxyId }, data: { policyPath } })
  }
}

/** The path that a proxy had at the time of a row. */
function pathOf({ proxy, at }: DecisionRow): string {
  const number = Number(proxy?.at(-1))
  if (number !== MOVER) return `policies/p/${number % 2}.yaml`
  return MOVES.findLast(([minutes]) => FROM + minutes * 60_000 <= at.getTime())?.[1] ?? ''
}

beforeAll(async () => {
  log = await freshTestLog()
  for (let proxy = 0; proxy < PROXIES; proxy += 1) {
    const actor = await log.addProxy(`proxy-${proxy}`, `policies/p/${proxy % 2}.yaml`, new Date(FROM))
    reader = actor
    if (proxy === MOVER) await move(actor)
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

afterAll(() => log.close())

interface Asked {
  readonly filter: DecisionFilter
  /** Indexes into all rows. */
  readonly before: number | null
  readonly after: number | null
  readonly limit: number
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

/** One of them, or several. */
const anyOf = <T extends string>(...values: T[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }))

/** Whether a name is what a part of a filter asks for. */
function fits(wanted: AnyOf | undefined, name: string | null): boolean {
  if (wanted === undefined) return true
  return name !== null && (typeof wanted === 'string' ? wanted === name : wanted.includes(name))
}

const asked: fc.Arbitrary<Asked> = fc.record({
  filter: fc
    .record({
      start: fc.integer({ min: 0, max: HOURS * 60 }),
      result: maybe(anyOf('denied' as const, 'allowed' as const)),
      tool: maybe(anyOf('rare', 'tool 1', 'tool 3', 'unknown')),
      rule: maybe(anyOf('rule 1', 'rule 5')),
      proxy: maybe(anyOf('proxy-0', 'proxy-3')),
      policy: maybe(anyOf('policies/p/0.yaml', 'policies/p/1.yaml', 'policies/p/2.yaml')),
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
    .filter((row) => fits(filter.result, row.result) && fits(filter.tool, row.tool))
    .filter((row) => fits(filter.rule, row.rule) && fits(filter.proxy, row.proxy))
    .filter((row) => fits(filter.policy, pathOf(row)))
    .filter(
      ({ tool, rule, message }) =>
        text === undefined || [tool, rule, message].some((name) => name?.toLowerCase().includes(text)),
    )
    .slice(0, limit)
    .map(({ id }) => id)
}

const VALUES = {
  tool: ['rare', 'tool 3'],
  rule: ['rule 1', 'rule 5'],
  proxy: ['proxy-0', 'proxy-3'],
  policy: ['policies/p/0.yaml', 'policies/p/1.yaml'],
} as const

describe('rows that a filter wants', () => {
  it('are for several values of a facet the union of what each finds by itself', async () => {
    const ctx = log.context(reader, NOW)
    const key = fc.constantFrom('tool' as const, 'rule' as const, 'proxy' as const, 'policy' as const)
    await fc.assert(
      fc.asyncProperty(asked, key, async ({ filter }, facet) => {
        const values = VALUES[facet]
        const read = async (wanted: string | readonly string[]) => {
          const page = await listDecisions({ ctx, input: { ...filter, [facet]: wanted, limit: 500 } })
          return page.rows.map(({ id }) => id)
        }
        const apart = await Promise.all(values.map(async (value) => (await read(value)).slice(0, 200)))
        const union = [...new Set(apart.flat())]
        const order = new Map(all.map(({ id }, index) => [id, index]))
        union.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
        expect((await read(values)).slice(0, 200)).toEqual(union.slice(0, 200))
      }),
      { numRuns: 40 },
    )
  })

  it('are those that looking at every row finds, in the same order, wherever they lie', async () => {
    expect(all).toHaveLength(EVENTS * (PROXIES - 1) + EVENTS / 8)
    expect(all.map(({ policyPath }) => policyPath)).toEqual(all.map(pathOf))
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

  it('are as many as there are where an hour holds rows of two policies', async () => {
    const ctx = log.context(reader, NOW)
    const wanted = { from: new Date(FROM), to: NOW, proxy: 'proxy-1', policy: 'policies/p/0.yaml' }
    const filter = await resolveFilter(ctx, wanted)
    if (filter === null) throw new Error('no such rows')
    for (const limit of [1, 4, 5, 6, 7, 8, 12, 100]) {
      const rows = await findRows(log.db.pool, { filter, limit }, 1)
      expect(rows.map(decisionId)).toEqual(expected({ filter: wanted, before: null, after: null, limit }))
    }
  })
})
