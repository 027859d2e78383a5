import type { Context } from '@/lib/context'
import { movedSince, pathAt, sqlNumbers } from './path-then'

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
  const values = [ctx.repositoryId, new Date(first), new Date(since), limit, first]
  const moved = await movedSince(ctx, new Date(since))
  const text = topRulesOf(moved)
  const name = moved.length === 0 ? { name: 'top-rules' } : {}
  const { rows } = await ctx.db.pool.query<Row>({ ...name, text, values })
  return rows.map(({ path, denied, rule, tools, before, first: logged, hours }) => ({
    rule,
    tools,
    policy: path,
    denied,
    usual: usualOf(before, logged, first, span),
    steps: stepsOf(hours, span),
  }))
}

/**
 * $1 repository, $2 beginning of the window and $5 the same in ms, $3 beginning of the week before, $4 how many. Counted by numbers first, and
 * in floats, which are exact here: names are looked up for what is left. The index holds named rules only, and is used where that is said
 * literally. What moved proxies denied is counted hour by hour, by the path of then.
 */
function topRulesOf(moved: readonly number[]): string {
  const some = moved.length > 0
  const numbers = sqlNumbers(moved)
  const own = some
    ? `(proxy = ANY(own.proxies) AND proxy <> ALL(${numbers}) OR proxy = ANY(${numbers}) AND ${pathAt('proxy', 'hour')} = top.path)`
    : 'proxy = ANY(own.proxies)'
  const movedByPath = `
    WHERE p.number <> ALL(${numbers})
    UNION ALL
    SELECT rule, ${pathAt('proxy', 'hour')}, n FROM decision_hour
    WHERE proxy = ANY(${numbers}) AND hour >= $2 AND result = 0 AND rule <> 0`
  return `
  WITH mine AS (SELECT number FROM repository WHERE id = $1),
  counted AS MATERIALIZED (
    SELECT rule, proxy, sum(n::float8) AS n FROM decision_hour
    WHERE repository = (SELECT number FROM mine) AND hour >= $2 AND result = 0 AND rule <> 0 GROUP BY 1, 2),
  by_path AS (
    SELECT c.rule, p.policy_path AS path, c.n
    FROM counted c JOIN (
      SELECT number, policy_path FROM proxy WHERE number = ANY(ARRAY(SELECT DISTINCT proxy FROM counted))) p ON p.number = c.proxy
    ${some ? movedByPath : ''}),
  top AS (
    SELECT rule, path, sum(n) AS denied FROM by_path GROUP BY 1, 2 ORDER BY denied DESC, rule, path LIMIT $4)
  SELECT top.path, top.denied, r.name AS rule, w.before, w.hours,
    (SELECT array_agg(t.name ORDER BY t.name) FROM tool_name t WHERE t.id = ANY(ARRAY(
      SELECT tool FROM decision_hour
      WHERE rule = top.rule AND rule <> 0 AND hour >= $2 AND result = 0 AND ${own}))) AS tools,
    (SELECT min(minute) FROM decision_minute WHERE repository = (SELECT number FROM mine)) AS first
  FROM top JOIN rule_name r ON r.id = top.rule
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT number FROM proxy WHERE policy_path = top.path) AS proxies) own
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(n) FILTER (WHERE at < $2), 0) AS before,
      coalesce(json_object_agg(((extract(epoch FROM at) * 1000 - $5::float8) / 3600000)::int, n) FILTER (WHERE at >= $2), '{}') AS hours
    FROM (
      SELECT hour AS at, sum(n::float8) AS n FROM decision_hour
      WHERE rule = top.rule AND rule <> 0 AND hour >= $3 AND result = 0 AND ${own} GROUP BY 1) per_hour
  ) w ORDER BY top.denied DESC, rule, path`
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
