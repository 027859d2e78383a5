import type { Context } from '@/lib/context'

const HOUR = 3_600_000
const WEEK_HOURS = 7 * 24

/** A rule that denied lately, against what is usual for it. */
export interface TopRule {
  readonly rule: string
  readonly tools: readonly string[]
  /** Full repository path; the same rule in another policy is another row. */
  readonly policy: string
  /** In the last `hours` clock hours. */
  readonly denied: number
  /** Mean of as many hours in the 7 days before; null when the log is younger than a day more. */
  readonly usual: number | null
  /** Denials per clock hour of one day, or per 24 of them of more, the oldest first. */
  readonly steps: readonly number[]
}

/** The rules that deny most in the last clock hours, one day of them or several, with the mean of the week before. */
export async function topRules({
  ctx,
  input: { limit, hours: span = 24 },
}: {
  readonly ctx: Context
  readonly input: { readonly limit: number; readonly hours?: 24 | 168 }
}): Promise<TopRule[]> {
  const first = Math.floor(ctx.now.getTime() / HOUR) * HOUR - (span - 1) * HOUR
  const since = first - WEEK_HOURS * HOUR
  const { rows } = await ctx.db.pool.query<Row>(
    `WITH mine AS (SELECT number FROM repository WHERE id = $1),
     top AS (
       SELECT h.rule, p.policy_path AS path, sum(h.n)::float8 AS denied, array_agg(DISTINCT h.tool) AS tools
       FROM decision_hour h JOIN proxy p ON p.number = h.proxy
       WHERE h.repository = (SELECT number FROM mine) AND h.hour >= $2 AND h.result = 0 AND h.rule <> 0
       GROUP BY 1, 2 ORDER BY denied DESC, h.rule, path LIMIT $4)
     SELECT top.path, top.denied, r.name AS rule,
       (SELECT array_agg(t.name ORDER BY t.name) FROM tool_name t WHERE t.id = ANY(top.tools)) AS tools,
       w.before, w.first, w.hours
     FROM top JOIN rule_name r ON r.id = top.rule
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(n) FILTER (WHERE at < $2), 0)::float8 AS before,
         coalesce(json_object_agg(((extract(epoch FROM at) * 1000 - $5::float8) / 3600000)::int, n) FILTER (WHERE at >= $2), '{}') AS hours,
         (SELECT min(minute) FROM decision_minute WHERE repository = (SELECT number FROM mine)) AS first
       FROM (
         SELECT h.hour AS at, sum(h.n)::float8 AS n FROM decision_hour h JOIN proxy p ON p.number = h.proxy
         -- The index holds named rules only, and is used where that is said literally.
         WHERE h.rule = top.rule AND h.rule <> 0 AND h.hour >= $3 AND h.result = 0 AND p.policy_path = top.path GROUP BY 1) per_hour
     ) w ORDER BY top.denied DESC, rule, path`,
    [ctx.repositoryId, new Date(first), new Date(since), limit, first],
  )
  return rows.map(({ path, denied, rule, tools, before, first: logged, hours }) => ({
    rule,
    tools,
    policy: path,
    denied,
    usual: usualOf(before, logged, first, span),
    steps: stepsOf(hours, span),
  }))
}

interface Row {
  path: string
  denied: number
  rule: string
  tools: string[]
  before: number
  first: Date | null
  hours: Record<number, number>
}

/** A mean needs a whole day of log before the window; a younger log says nothing about what is usual. */
function usualOf(before: number, logged: Date | null, first: number, span: number): number | null {
  if (logged === null) return null
  const days = Math.min(7, (first - logged.getTime()) / (24 * HOUR))
  return days < 1 ? null : (before / days) * (span / 24)
}

function stepsOf(hours: Readonly<Record<number, number>>, span: number): number[] {
  const size = span > 24 ? 24 : 1
  return Array.from({ length: span / size }, (_, step) =>
    Array.from({ length: size }, (_none, hour) => hours[step * size + hour] ?? 0).reduce((a, b) => a + b, 0),
  )
}
