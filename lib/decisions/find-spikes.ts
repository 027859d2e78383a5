import type { Context } from '@/lib/context'
import { movedSince, pathThen } from './path-then'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Fewer denials in an hour are no spike, however rare they are. */
const FEWEST = 20
/** How many times the usual makes a spike. */
const TIMES = 4
const MOST = 5
const NAMED = 3

/** A rule that denies far more than it usually does at this hour. */
export interface DenialSpike {
  readonly rule: string
  /** Full repository path. */
  readonly policy: string
  readonly tools: readonly string[]
  /** Proxies that deny most by it, the first of them first. */
  readonly proxies: readonly string[]
  readonly moreProxies: number
  /** In the clock hour from `from`, which may not be over. */
  readonly denied: number
  /** Mean of the same hour of the days before, at most 7; of as many as the log knows. */
  readonly usual: number
  readonly from: Date
  readonly to: Date
}

/**
 * Rules that denied at least 20 calls in this clock hour or the last one, and at least four times what is usual at that hour of the day.
 * A log younger than a day knows no usual, so it has no spikes. The greatest first, at most five.
 */
export async function findSpikes({ ctx }: { readonly ctx: Context }): Promise<DenialSpike[]> {
  const first = new Date(Math.floor(ctx.now.getTime() / HOUR) * HOUR - HOUR)
  const moved = await movedSince(ctx, new Date(first.getTime() - 7 * DAY))
  const text = spikesBy(pathThen(moved, 'h.proxy', 'h.hour', 'p.policy_path'))
  const { rows } = await ctx.db.pool.query<Row>({
    ...(moved.length === 0 && { name: 'find-spikes' }),
    text,
    values: [ctx.repositoryId, first],
  })
  const spikes = rows.flatMap((row): DenialSpike[] => {
    const { path, rule, tools, denied, from, before, logged } = row
    const days = Math.min(7, Math.floor((from.getTime() - logged.getTime()) / DAY))
    if (days < 1 || denied < (TIMES * before) / days) return []
    const names = [...new Set(row.proxies)]
    return [
      {
        rule,
        policy: path,
        tools,
        proxies: names.slice(0, NAMED),
        moreProxies: Math.max(0, names.length - NAMED),
        denied,
        usual: before / days,
        from,
        to: new Date(from.getTime() + HOUR),
      },
    ]
  })
  return greatestOfEach(spikes).slice(0, MOST)
}

/** $1 repository, $2 beginning of the last clock hour; `path` of a count. */
const spikesBy = (path: string) => `
    WITH mine AS (SELECT number FROM repository WHERE id = $1),
     late AS (
       SELECT h.rule, ${path} AS path, h.hour, sum(h.n)::float8 AS denied, array_agg(DISTINCT h.tool) AS tools,
         array_agg(p.name ORDER BY h.n DESC, p.name) AS proxies
       FROM decision_hour h JOIN proxy p ON p.number = h.proxy
       WHERE h.repository = (SELECT number FROM mine) AND h.hour >= $2 AND h.result = 0 AND h.rule <> 0
       GROUP BY 1, 2, 3 HAVING sum(h.n) >= ${FEWEST} ORDER BY denied DESC LIMIT 50)
     SELECT late.path, late.hour AS "from", late.denied, late.proxies, r.name AS rule, w.before, m.logged,
       (SELECT array_agg(t.name ORDER BY t.name) FROM tool_name t WHERE t.id = ANY(late.tools)) AS tools
     FROM late JOIN rule_name r ON r.id = late.rule
     CROSS JOIN (SELECT min(minute) AS logged FROM decision_minute WHERE repository = (SELECT number FROM mine)) m
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(h.n), 0)::float8 AS before FROM decision_hour h JOIN proxy p ON p.number = h.proxy
       -- The index holds named rules only, and is used where that is said literally.
       WHERE h.rule = late.rule AND h.rule <> 0 AND h.result = 0 AND ${path} = late.path
         AND h.hour = ANY(ARRAY(SELECT late.hour - n * interval '24 hours' FROM generate_series(1, 7) n))) w`

interface Row {
  path: string
  rule: string
  tools: string[]
  proxies: string[]
  denied: number
  from: Date
  before: number
  logged: Date
}

/** A rule that is above its usual in both hours is one spike. */
function greatestOfEach(spikes: readonly DenialSpike[]): DenialSpike[] {
  const best = new Map<string, DenialSpike>()
  for (const spike of spikes.toSorted((a, b) => b.denied - a.denied)) {
    const key = JSON.stringify([spike.policy, spike.rule])
    if (!best.has(key)) best.set(key, spike)
  }
  return [...best.values()]
}
