import type { Context } from '@/lib/context'
import type { DecisionFilter } from './decision-filter'
import { gapSpan } from './gap-span'
import { proxiesInView } from './proxies-in-view'

/** What of a proxy's log is known to be missing in a time. */
export interface LogGap {
  readonly proxy: string
  /** Bytes of its event files that were never read. */
  readonly bytes: number
  /** How many events they held; null when nobody counted them. */
  readonly events: number | null
  readonly from: Date
  readonly to: Date
  /** Null while it is registered. */
  readonly retiredAt: Date | null
}

/** A proxy whose connector is not heard, or was not when it was retired: what it decided since then has not arrived. */
export interface SilentLog {
  readonly proxy: string
  readonly since: Date
  /** When that ended, of a retired one. */
  readonly retiredAt: Date | null
}

/** How much of what was decided can be seen: proxies in view, registered at some moment of it, those that have sent a log, who is silent, and what is known to be missing. */
export interface DecisionCoverage {
  readonly proxies: number
  /** Of these, how many have ever sent an event file. */
  readonly reporting: number
  /**
   * Of the reporting ones, those that were offline before the time was over, and still are or were until they were retired, at most
   * `MOST_SILENT`: retired ones last, the longest first.
   */
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

/** Counts the proxies that a filter looks at (by proxy and policy; its other parts choose among decisions) and the gaps of their logs in its time. */
export async function coverDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>
}): Promise<DecisionCoverage> {
  const span = gapSpan('g')
  const { sql: view, values } = await proxiesInView(ctx, input)
  const registered = `SELECT * FROM (${view}) v WHERE v."isRegistered" AND NOT isempty(v.held)`
  const [counted, silent, gaps] = await Promise.all([
    ctx.db.pool.query<{ proxies: number; reporting: number }>(
      // Counted one by one, each asks for its own files: a second count is one join.
      `SELECT (SELECT count(*) FROM (${registered}) v)::int AS proxies,
         (SELECT count(*) FROM (${registered}) v WHERE v.id IN (SELECT reporter_id FROM event_file))::int AS reporting`,
      values,
    ),
    ctx.db.pool.query<SilentLog & { total: number }>(
      // A log that is sent later is whole again: only who has not come back is silent.
      `SELECT v.name AS proxy, c.last_seen_at AS since, v."retiredAt", count(*) OVER ()::int AS total
       FROM (${registered}) v JOIN proxy_contact c ON c.proxy_id = v.id
       WHERE c.last_seen_at < LEAST(upper(v.held), v."retiredAt", $${values.length + 1}::timestamptz) - interval '${OFFLINE_MS} ms'
         AND v.id IN (SELECT reporter_id FROM event_file)
       ORDER BY v."retiredAt" IS NOT NULL, since, proxy LIMIT ${MOST_SILENT}`,
      [...values, ctx.now],
    ),
    ctx.db.pool.query<LogGap & { total: number }>(
      `SELECT v.name AS proxy, v."retiredAt", sum(g.to_offset - g.from_offset)::float8 AS bytes,
         CASE WHEN bool_or(g.events IS NULL) THEN NULL ELSE sum(g.events)::int END AS events,
         min(${span.first}) AS from, max(${span.last}) AS to, count(*) OVER ()::int AS total
       FROM (${view}) v JOIN event_file f ON f.reporter_id = v.id JOIN log_gap g ON g.file_id = f.id
       WHERE tstzrange(${span.first}, ${span.last}, '[]') && v.held
       GROUP BY v.name, v."retiredAt" ORDER BY bytes DESC, v.name LIMIT ${MOST_GAPS}`,
      values,
    ),
  ])
  return {
    proxies: counted.rows[0]?.proxies ?? 0,
    reporting: counted.rows[0]?.reporting ?? 0,
    silent: silent.rows.map(({ proxy, since, retiredAt }) => ({ proxy, since, retiredAt })),
    moreSilent: Math.max(0, (silent.rows[0]?.total ?? 0) - silent.rows.length),
    gaps: gaps.rows.map(({ proxy, bytes, events, from, to, retiredAt }) => ({
      proxy,
      bytes,
      events,
      from,
      to,
      retiredAt,
    })),
    moreGaps: Math.max(0, (gaps.rows[0]?.total ?? 0) - gaps.rows.length),
  }
}
