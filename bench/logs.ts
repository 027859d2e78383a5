import type { Context } from '@/lib/context'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { countByPolicy } from '@/lib/decisions/count-by-policy'
import { countByRule } from '@/lib/decisions/count-by-rule'
import { countNewer } from '@/lib/decisions/count-newer'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import type { DecisionFilter } from '@/lib/decisions/decision-filter'
import { facetDecisions } from '@/lib/decisions/facet-decisions'
import { findSpikes } from '@/lib/decisions/find-spikes'
import { listDecisions } from '@/lib/decisions/list-decisions'
import { listGapSpans } from '@/lib/decisions/list-gap-spans'
import { freshTestLog } from '@/lib/decisions/testing/open-log'
import { topRules } from '@/lib/decisions/top-rules'
import { setup } from '@/scripts/test/global-setup'
import * as bench from './log/fill-log'
import type { Report } from './main'

const MILLION = 1_000_000
const SIZES = [1, 5, 10]
const ROUNDS = 20
const DAY = 86_400_000
const DAYS = 7

/**
 * The queries of the decisions page over seven days with 1, 5 and 10 million rows. `worstP95Ms`: the slowest query's p95 at the greatest
 * size (target ≤ 50); the same at each size, and each query by itself, in milliseconds. `reference`: a query of constant work, which says
 * how busy the machine was.
 */
export async function logs(report: Report): Promise<void> {
  const stopDatabase = await setup()
  const log = await freshTestLog()
  try {
    const to = new Date()
    const from = new Date(to.getTime() - DAYS * DAY)
    const actor = await log.addProxy('reader')
    const ctx = log.context(actor, to)
    let filled = 0
    let worst = 0
    for (const size of SIZES) {
      const rows = size * MILLION - filled
      await bench.fillLog(log.db, { repositoryId: log.repositoryId, from, to, rows, round: size })
      filled += rows
      worst = 0
      for (const [name, query] of Object.entries(await queries(ctx, from, to))) {
        const p95 = await measure(query)
        if (name !== 'reference') worst = Math.max(worst, p95)
        report(`${name} at ${size} M`, p95, 'ms')
      }
      report(`worstP95Ms at ${size} M`, worst, 'ms')
    }
    report('worstP95Ms', worst, 'ms')
  } finally {
    await log.close()
    await stopDatabase()
  }
}

type Query = (round: number) => Promise<unknown>

/** Lists look at the whole time, which is the worst for whatever is rare. */
async function queries(ctx: Context, from: Date, to: Date): Promise<Record<string, Query>> {
  const list = (more: Partial<DecisionFilter> & { cursor?: string; limit?: number }) =>
    listDecisions({ ctx, input: { from, to, ...more } })
  const middle = new Date((from.getTime() + to.getTime()) / 2)
  const cursor = (await list({ to: middle })).next ?? ''
  const day = new Date(to.getTime() - DAY)
  const tool = (round: number) => bench.toolName((round * 7) % (bench.TOOLS - 1))
  const proxy = (round: number) => bench.proxyName((round * 9) % (bench.PROXIES - 1))
  return {
    reference: () => ctx.db.pool.query('SELECT sum(sqrt(g)) FROM generate_series(1, 100000) g'),
    'newest 100': () => list({ limit: 100 }),
    'newest page': () => list({}),
    'page in the middle': () => list({ cursor }),
    denied: () => list({ result: 'denied' }),
    tool: (round) => list({ tool: tool(round) }),
    'rare tool': () => list({ tool: bench.RARE_TOOL }),
    'denied of a tool': (round) => list({ tool: tool(round), result: 'denied' }),
    rule: (round) => list({ rule: bench.ruleName(round * 7) }),
    'rare rule': () => list({ rule: bench.RARE_RULE }),
    proxy: (round) => list({ proxy: proxy(round) }),
    'quiet proxy': () => list({ proxy: bench.QUIET_PROXY }),
    policy: (round) => list({ policy: bench.policyPath(round * 9) }),
    'two tools': (round) => list({ tool: [tool(round), bench.RARE_TOOL] }),
    'three rules of two proxies': (round) =>
      list({
        rule: [1, 2, 3].map((one) => bench.ruleName(round * 7 + one)),
        proxy: [proxy(round), bench.QUIET_PROXY],
      }),
    'two rare tools and a policy': () =>
      list({ tool: [bench.RARE_TOOL, 'unknown'], policy: bench.policyPath(3) }),
    'top of 7 days of two tools': (round) =>
      facetDecisions({ ctx, input: { from, to, tool: [tool(round), tool(round + 1)] } }),
    'rare tool of a policy': () => list({ policy: bench.policyPath(3), tool: bench.RARE_TOOL }),
    'denied of a proxy in the middle': (round) => list({ proxy: proxy(round), result: 'denied', cursor }),
    'text of many tools': () => list({ text: 'tool_' }),
    'text of a rare tool': () => list({ text: bench.RARE_TOOL }),
    'text of a rare message': () => list({ text: bench.RARE_MESSAGE }),
    'text of a common message': () => list({ text: 'by the bench' }),
    'newer than the middle': () => countNewer({ ctx, input: { from, to, after: cursor } }),
    'newer of a rare tool': () =>
      countNewer({ ctx, input: { from, to, after: cursor, tool: bench.RARE_TOOL } }),
    'chart of 24 h': () => chartDecisions({ ctx, input: { from: day, to } }),
    'chart of 24 h of a tool': (round) =>
      chartDecisions({ ctx, input: { from: day, to, tool: tool(round) } }),
    'chart of 7 days of a proxy': (round) =>
      chartDecisions({ ctx, input: { from, to, proxy: proxy(round) } }),
    'chart of 7 days': () => chartDecisions({ ctx, input: { from, to } }),
    'top of 24 h': () => facetDecisions({ ctx, input: { from: day, to } }),
    'top of 7 days': () => facetDecisions({ ctx, input: { from, to } }),
    'rules that deny most': () => topRules({ ctx, input: { limit: 8 } }),
    'rules that deny most in 7 days': () => topRules({ ctx, input: { limit: 8, hours: 168 } }),
    'rules that deny more than usual': () => findSpikes({ ctx }),
    'denials by policy': () => countByPolicy({ ctx }),
    coverage: () => coverDecisions({ ctx, input: { from, to } }),
    'coverage of a policy': (round) =>
      coverDecisions({ ctx, input: { from, to, policy: bench.policyPath(round * 9) } }),
    'times of gaps': () => listGapSpans({ ctx, input: { from, to } }),
    'rules of a policy, fired or not': (round) =>
      countByRule({ ctx, input: { policy: bench.policyPath(round * 9) } }),
    'top of 7 days of a proxy': (round) => facetDecisions({ ctx, input: { from, to, proxy: proxy(round) } }),
  }
}

async function measure(query: Query): Promise<number> {
  const times: number[] = []
  await query(0)
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    await query(round)
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[Math.ceil(ROUNDS * 0.95) - 1] ?? Number.NaN
}
