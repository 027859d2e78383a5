import type { Context } from '@/lib/context'
import { followedAt, followersOf, type Followers } from './path-then'

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
  /** Since `since`, in whole UTC days, apart by the git blob of the policy that denied; null where it is not known, or not in git. */
  readonly longRules: readonly (RuleDenials & { readonly blob: string | null })[]
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
  const from = new Date(ctx.now.getTime() - DAYS_COUNTED * DAY)
  const followers = await followersOf(ctx, { paths: [input.policy], from })
  const [day, month] = await Promise.all([lastDay(ctx, followers), lastMonth(ctx, followers)])
  const [byTool, byProxy] = [sumBy(day, ({ tool }) => tool), sumBy(day, ({ proxy }) => proxy)]
  return {
    tools: byTool.map(({ key, calls, denied, wouldDeny }) => ({ tool: key, calls, denied, wouldDeny })),
    proxies: byProxy.map(({ key, calls, denied, wouldDeny }) => ({ proxy: key, calls, denied, wouldDeny })),
    rules: rulesOf(day),
    longRules: [...new Set(month.map(({ blob }) => blob))].flatMap((blob) =>
      rulesOf(month.filter((cell) => cell.blob === blob)).map((rule) => Object.assign(rule, { blob })),
    ),
    since: month.reduce<Date | null>(
      (first, row) => (first === null || row.first < first ? row.first : first),
      null,
    ),
  }
}

interface Cell {
  readonly tool: string
  readonly rule: string | null
  readonly result: number
  readonly n: number
}

interface MonthCell extends Cell {
  readonly first: Date
  readonly blob: string | null
}

async function lastDay(ctx: Context, { numbers, moved }: Followers): Promise<(Cell & { proxy: string })[]> {
  const values: unknown[] = [numbers, new Date(ctx.now.getTime() - DAY)]
  const isFollowed = followedAt(moved, values, { proxy: 'proxy', at: 'hour' })
  const { rows } = await ctx.db.pool.query<Cell & { proxy: string }>(
    `SELECT p.name AS proxy, t.name AS tool, r.name AS rule, c.result, c.n FROM (
       SELECT proxy, tool, rule, result, sum(n)::float8 AS n FROM decision_hour
       WHERE proxy = ANY($1) AND hour >= date_trunc('hour', $2::timestamptz, 'UTC') AND ${isFollowed} GROUP BY 1, 2, 3, 4
     ) c JOIN proxy p ON p.number = c.proxy JOIN tool_name t ON t.id = c.tool LEFT JOIN rule_name r ON r.id = c.rule`,
    values,
  )
  return rows
}

/** Day by day, so that each one is a look into the primary key instead of a walk over everybody's cells. */
async function lastMonth(ctx: Context, { numbers, moved }: Followers): Promise<MonthCell[]> {
  const values: unknown[] = [
    ctx.repositoryId,
    numbers,
    new Date(ctx.now.getTime() - DAYS_COUNTED * DAY),
    ctx.now,
  ]
  const { rows } = await ctx.db.pool.query<MonthCell>(
    `SELECT t.name AS tool, r.name AS rule, c.result, c.n, c.first, g.blob FROM (
       SELECT d.tool, d.rule, d.result, d.digest, sum(d.n)::float8 AS n, min(d.day)::timestamptz AS first
       FROM generate_series($3::date, $4::date, interval '1 day') AS w(day)
       CROSS JOIN LATERAL (
         SELECT day, tool, rule, result, digest, n FROM decision_day
         WHERE day = w.day::date AND repository = (SELECT number FROM repository WHERE id = $1) AND proxy = ANY($2)
           ${moved === null ? '' : daysOfMoves(moved, values)}
       ) d GROUP BY 1, 2, 3, 4
     ) c JOIN tool_name t ON t.id = c.tool LEFT JOIN rule_name r ON r.id = c.rule LEFT JOIN policy_digest g ON g.id = c.digest`,
    values,
  )
  return rows
}

/** A day on which a proxy was moved is counted by its hours: a rule that fired must not look as if it had not. */
function daysOfMoves(moved: NonNullable<Followers['moved']>, values: unknown[]): string {
  const isFollowed = followedAt(moved, values, { proxy: 'proxy', at: 'day' })
  const isFollowedInHour = followedAt(moved, values, { proxy: 'h.proxy', at: 'h.hour' })
  const days = new Map(
    moved.moves.map(({ number, at }) => [`${number} ${at.toISOString().slice(0, 10)}`, { number, at }]),
  )
  values.push([...days.values()].map(({ number }) => number), [...days.values()].map(({ at }) => at)) // prettier-ignore
  const move = `unnest($${values.length - 1}::int[], $${values.length}::timestamptz[])`
  return `AND ${isFollowed} AND (proxy, day) NOT IN (SELECT number, at::date FROM ${move} m(number, at))
         UNION ALL
         SELECT w.day::date, h.tool, h.rule, h.result, h.digest, h.n FROM ${move} m(number, at) JOIN decision_hour h ON h.proxy = m.number
         WHERE m.at::date = w.day::date AND h.hour >= w.day AND h.hour < w.day + interval '1 day' AND ${isFollowedInHour}`
}

function sumBy<Counted extends Cell>(cells: readonly Counted[], keyOf: (cell: Counted) => string) {
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
