import type { Context } from '@/lib/context'
import { valuesOf, type DecisionFilter } from './decision-filter'
import { gapSpan } from './gap-span'

/** What of a proxy's log is known to be missing in a time. */
export interface LogGap {
  readonly proxy: string
  /** Bytes of its event files that were never read. */
  readonly bytes: number
  /** How many events they held; null when nobody counted them. */
  readonly events: number | null
  readonly from: Date
  readonly to: Date
}

/** A proxy whose connector is not heard: what it decided since then has not arrived. */
export interface SilentLog {
  readonly proxy: string
  readonly since: Date
}

/** How much of what was decided can be seen: proxies in view, those that have sent a log, who is silent, and what is known to be missing. */
export interface DecisionCoverage {
  readonly proxies: number
  /** Of these, how many have ever sent an event file. */
  readonly reporting: number
  /** Of the reporting ones, those that were offline before the time was over, and still are: the longest first, at most `MOST_SILENT`. */
  readonly silent: readonly SilentLog[]
  readonly moreSilent: number
  /** The greatest first, at most `MOST_GAPS`. */
  readonly gaps: readonly LogGap[]
  readonly moreGaps: number
}

const MOST_GAPS = 3
const MOST_SILENT = 3
/** A proxy that was not heard for so long is called offline. */
const OFFLINE_MS = 5 * 60_000

/** Proxies that a filter looks at, in SQL: $1 repository, $2 names and $3 policies, null for all. */
export const PROXIES_IN_VIEW = `SELECT id, name FROM proxy WHERE repository_id = $1 AND ($2::text[] IS NULL OR name = ANY($2))
  AND ($3::text[] IS NULL OR policy_path = ANY($3)) AND retired_at IS NULL`

/** Counts the proxies that a filter looks at (by proxy and policy; its other parts choose among decisions) and the gaps of their logs in its time. */
export async function coverDecisions({
  ctx,
  input: { from, to, proxy, policy },
}: {
  readonly ctx: Context
  readonly input: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>
}): Promise<DecisionCoverage> {
  const span = gapSpan('g')
  const values = [ctx.repositoryId, valuesOf(proxy), valuesOf(policy)]
  const [counted, silent, gaps] = await Promise.all([
    ctx.db.pool.query<{ proxies: number; reporting: number }>(
      // Counted one by one, each asks for its own files: a second count is one join.
      `SELECT (SELECT count(*) FROM (${PROXIES_IN_VIEW}) v)::int AS proxies,
         (SELECT count(*) FROM (${PROXIES_IN_VIEW}) v WHERE v.id IN (SELECT reporter_id FROM event_file))::int AS reporting`,
      values,
    ),
    ctx.db.pool.query<SilentLog & { total: number }>(
      // A log that is sent later is whole again: only who has not come back is silent.
      `SELECT v.name AS proxy, c.last_seen_at AS since, count(*) OVER ()::int AS total
       FROM (${PROXIES_IN_VIEW}) v JOIN proxy_contact c ON c.proxy_id = v.id
       WHERE c.last_seen_at < $4 AND v.id IN (SELECT reporter_id FROM event_file)
       ORDER BY since, proxy LIMIT ${MOST_SILENT}`,
      [...values, new Date(Math.min(to.getTime(), ctx.now.getTime()) - OFFLINE_MS)],
    ),
    ctx.db.pool.query<LogGap & { total: number }>(
      `SELECT v.name AS proxy, sum(g.to_offset - g.from_offset)::float8 AS bytes,
         CASE WHEN bool_or(g.events IS NULL) THEN NULL ELSE sum(g.events)::int END AS events,
         min(${span.first}) AS from, max(${span.last}) AS to, count(*) OVER ()::int AS total
       FROM (${PROXIES_IN_VIEW}) v JOIN event_file f ON f.reporter_id = v.id JOIN log_gap g ON g.file_id = f.id
       WHERE ${span.first} < $5 AND ${span.last} >= $4
       GROUP BY v.name ORDER BY bytes DESC, v.name LIMIT ${MOST_GAPS}`,
      [...values, from, to],
    ),
  ])
  return {
    proxies: counted.rows[0]?.proxies ?? 0,
    reporting: counted.rows[0]?.reporting ?? 0,
    silent: silent.rows.map(({ proxy: name, since }) => ({ proxy: name, since })),
    moreSilent: Math.max(0, (silent.rows[0]?.total ?? 0) - silent.rows.length),
    gaps: gaps.rows.map(({ proxy: name, bytes, events, from: since, to: until }) => ({
      proxy: name,
      bytes,
      events,
      from: since,
      to: until,
    })),
    moreGaps: Math.max(0, (gaps.rows[0]?.total ?? 0) - gaps.rows.length),
  }
}
