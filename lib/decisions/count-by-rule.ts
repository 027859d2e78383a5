import type { Context } from '@/lib/context'

const DAY = 86_400_000
export const DAYS_COUNTED = 30

/** How often one rule of one tool denied; the tool is that of the call, also for rules of `*`. */
export interface RuleDenials {
  readonly tool: string
  /** As logged: a rule's name, "(default deny)" or "(hidden)". */
  readonly rule: string
  readonly denied: number
  /** What proxies that only observe let through, though this rule denies it. */
  readonly wouldDeny: number
}

/** How often something was called, denied, and let through although the policy denies it. */
export interface CallCounts {
  /** All, whatever became of them. */
  readonly calls: number
  readonly denied: number
  readonly wouldDeny: number
}

/** What agents called through the proxies of a policy, and what its rules denied. */
export interface PolicyTraffic {
  /** Last 24 h, in whole hours. */
  readonly tools: readonly (CallCounts & { readonly tool: string })[]
  readonly proxies: readonly (CallCounts & { readonly proxy: string })[]
  readonly rules: readonly RuleDenials[]
  /** Since `since`, in whole UTC days. */
  readonly longRules: readonly RuleDenials[]
  /** First day that is counted: 30 days ago, or the first day of the log when it is younger; null without any decision. */
  readonly since: Date | null
}

/** Counts by tool, proxy and rule from the roll-ups. Denials whose rule is not known are counted by tool and proxy only. */
export async function countByRule({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Full repository path of the policy. */
  readonly input: { readonly policy: string }
}): Promise<PolicyTraffic> {
  const proxies = await ctx.db.prisma.proxy.findMany({
    where: { repositoryId: ctx.repositoryId, policyPath: input.policy },
    select: { number: true, name: true },
  })
  if (proxies.length === 0) return { tools: [], proxies: [], rules: [], longRules: [], since: null }
  const numbers = proxies.map(({ number }) => number)
  const [day, month] = await Promise.all([lastDay(ctx, numbers), lastMonth(ctx, numbers)])
  const names = new Map(proxies.map(({ number, name }) => [number, name]))
  const [byTool, byProxy] = [
    sumBy(day, ({ tool }) => tool),
    sumBy(day, ({ proxy }) => names.get(proxy) ?? ''),
  ]
  return {
    tools: byTool.map(({ key, calls, denied, wouldDeny }) => ({ tool: key, calls, denied, wouldDeny })),
    proxies: byProxy.map(({ key, calls, denied, wouldDeny }) => ({ proxy: key, calls, denied, wouldDeny })),
    rules: rulesOf(day),
    longRules: rulesOf(month),
    since: month.reduce<Date | null>(
      (first, row) => (first === null || row.first < first ? row.first : first),
      null,
    ),
  }
}

interface Cell {
  readonly proxy: number
  readonly tool: string
  readonly rule: string | null
  readonly result: number
  readonly n: number
}

async function lastDay(ctx: Context, proxies: readonly number[]): Promise<Cell[]> {
  const { rows } = await ctx.db.pool.query<Cell>(
    `SELECT c.proxy, t.name AS tool, r.name AS rule, c.result, c.n FROM (
       SELECT proxy, tool, rule, result, sum(n)::float8 AS n FROM decision_hour
       WHERE proxy = ANY($1) AND hour >= date_trunc('hour', $2::timestamptz, 'UTC') GROUP BY 1, 2, 3, 4
     ) c JOIN tool_name t ON t.id = c.tool LEFT JOIN rule_name r ON r.id = c.rule`,
    [proxies, new Date(ctx.now.getTime() - DAY)],
  )
  return rows
}

/** Day by day, so that each one is a look into the primary key instead of a walk over everybody's cells. */
async function lastMonth(ctx: Context, proxies: readonly number[]): Promise<(Cell & { first: Date })[]> {
  const { rows } = await ctx.db.pool.query<Cell & { first: Date }>(
    `SELECT 0 AS proxy, t.name AS tool, r.name AS rule, c.result, c.n, c.first FROM (
       SELECT d.tool, d.rule, d.result, sum(d.n)::float8 AS n, min(d.day)::timestamptz AS first
       FROM generate_series($3::date, $4::date, interval '1 day') AS w(day)
       CROSS JOIN LATERAL (
         SELECT day, tool, rule, result, n FROM decision_day
         WHERE day = w.day::date AND repository = (SELECT number FROM repository WHERE id = $1) AND proxy = ANY($2)
       ) d GROUP BY 1, 2, 3
     ) c JOIN tool_name t ON t.id = c.tool LEFT JOIN rule_name r ON r.id = c.rule`,
    [ctx.repositoryId, proxies, new Date(ctx.now.getTime() - DAYS_COUNTED * DAY), ctx.now],
  )
  return rows
}

function sumBy(cells: readonly Cell[], keyOf: (cell: Cell) => string) {
  const sums = new Map<string, { key: string; calls: number; denied: number; wouldDeny: number }>()
  for (const cell of cells) {
    const key = keyOf(cell)
    const sum = sums.get(key) ?? { key, calls: 0, denied: 0, wouldDeny: 0 }
    sums.set(key, sum)
    sum.calls += cell.n
    if (cell.result === 0) sum.denied += cell.n
    if (cell.result === 2) sum.wouldDeny += cell.n
  }
  return [...sums.values()]
}

function rulesOf(cells: readonly Cell[]): RuleDenials[] {
  const sums = new Map<string, { tool: string; rule: string; denied: number; wouldDeny: number }>()
  for (const { tool, rule, result, n } of cells) {
    if (rule === null || result === 1) continue
    const key = `${tool}\0${rule}`
    const sum = sums.get(key) ?? { tool, rule, denied: 0, wouldDeny: 0 }
    sums.set(key, sum)
    if (result === 0) sum.denied += n
    else sum.wouldDeny += n
  }
  return [...sums.values()]
}
