import type { Context } from '@/lib/context'
import { gapSpan } from './gap-span'

/** A time in which one proxy ran something else than git wanted, by the clock of the server. `to` excluded. */
export interface ExposureSpan {
  /** Name of the proxy. */
  readonly proxy: string
  readonly from: Date
  readonly to: Date
}

/** What a proxy decided in its span, as far as its log has arrived. */
export interface Exposure extends ExposureSpan {
  /** Calls that went through, those of observe-only proxies among them. */
  readonly allowed: number
  readonly denied: number
  /**
   * `no-log`: it never sent an event file, so its numbers mean nothing. `hours`: the log of that time is not kept any more; counted in the
   * whole hours that the span touches, which is more than the span. `calls`: every call of the span that arrived.
   */
  readonly counted: 'calls' | 'hours' | 'no-log'
  /** Bytes of its event files in this time that were never read, and how many events they held; null events when nobody counted them. */
  readonly missing: { readonly bytes: number; readonly events: number | null } | null
  /** Last contact with its connector: what it decided after that may still arrive. Null when there never was one. */
  readonly lastSeenAt: Date | null
  /** The same span in the decision log, whose times are those of the host. */
  readonly inLog: { readonly from: Date; readonly to: Date }
}

/** Spans that are counted at once; more than a person reads. */
export const MOST_SPANS = 200

interface ExposureRow {
  proxy: string
  from: Date
  to: Date
  allowed: number
  denied: number
  hasLog: boolean
  isKept: boolean
  bytes: number | null
  events: number | null
  lastSeenAt: Date | null
  skewMs: number
}

const GAP = gapSpan('x')

/**
 * The whole hours of a span come from the roll-up, its two ends from the log itself. `kept`: first instant whose calls are in the log; spans
 * that begin before it are counted in whole hours. `skew`: by how much the times of the host were moved at its newest load in the span; where
 * it loaded nothing in it, in the newest report of whichever start of its connector reported by its end.
 */
const EXPOSURE = `
  WITH kept AS (
    SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD'))::timestamp AT TIME ZONE 'UTC' AS since
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'decision'::regclass
  ), asked AS (
    SELECT p.id, p.number, s.proxy, COALESCE(l.skew, b.skew, interval '0') AS skew, s."from", s."to"
    FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) AS s (proxy, "from", "to")
    JOIN proxy p ON p.repository_id = $1 AND p.name = s.proxy
    LEFT JOIN LATERAL (SELECT COALESCE(host_at, at) - at AS skew FROM load WHERE proxy_id = p.id AND at > s."from" AND at <= s."to"
      ORDER BY at DESC, id DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT skew_ms * interval '1 millisecond' AS skew FROM connector_boot
      WHERE proxy_id = p.id AND last_seq >= 0 AND first_seen_at <= s."to" ORDER BY first_seen_at DESC LIMIT 1) b ON true
  ), by_host AS (
    SELECT id, number, proxy, skew, "from" + skew AS "from", "to" + skew AS "to" FROM asked
  ), span AS (
    SELECT s.*, COALESCE(s."from" >= k.since, true) AS "isKept",
      date_trunc('hour', s."from", 'UTC') AS first,
      CASE WHEN s."from" = date_trunc('hour', s."from", 'UTC') THEN s."from"
        ELSE date_trunc('hour', s."from", 'UTC') + interval '1 hour' END AS head,
      date_trunc('hour', s."to", 'UTC') AS tail
    FROM by_host s CROSS JOIN kept k
  )
  SELECT s.proxy, s."from", s."to", s."isKept", extract(epoch FROM s.skew)::float8 * 1000 AS "skewMs",
    (COALESCE(h.allowed, 0) + COALESCE(e.allowed, 0))::float8 AS allowed,
    (COALESCE(h.denied, 0) + COALESCE(e.denied, 0))::float8 AS denied,
    EXISTS (SELECT 1 FROM event_file f WHERE f.reporter_id = s.id) AS "hasLog",
    g.bytes, g.events, c.last_seen_at AS "lastSeenAt"
  FROM span s
  LEFT JOIN proxy_contact c ON c.proxy_id = s.id
  LEFT JOIN LATERAL (
    SELECT sum(n) FILTER (WHERE result <> 0) AS allowed, sum(n) FILTER (WHERE result = 0) AS denied FROM decision_hour d
    WHERE d.proxy = s.number AND d.hour >= CASE WHEN s."isKept" THEN s.head ELSE s.first END
      AND d.hour < CASE WHEN s."isKept" THEN s.tail ELSE s."to" END) h ON true
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE result <> 0) AS allowed, count(*) FILTER (WHERE result = 0) AS denied FROM decision d
    WHERE s."isKept" AND d.proxy = s.number
      AND ((d.at >= s."from" AND d.at < LEAST(s.head, s."to")) OR (d.at >= GREATEST(s.tail, s.head) AND d.at < s."to"))
      AND d.at >= s."from" AND d.at < s."to") e ON true
  LEFT JOIN LATERAL (
    SELECT sum(x.to_offset - x.from_offset)::float8 AS bytes,
      CASE WHEN bool_or(x.events IS NULL) THEN NULL ELSE sum(x.events)::float8 END AS events
    FROM log_gap x JOIN event_file f ON f.id = x.file_id
    WHERE f.reporter_id = s.id AND ${GAP.first} < s."to" AND ${GAP.last} >= s."from") g ON true`

/** Counts what proxies decided in a span each, in the order of the spans; at most `MOST_SPANS` of them. Unknown proxies are left out. */
export async function countExposure({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: { readonly spans: readonly ExposureSpan[] }
}): Promise<Exposure[]> {
  const spans = input.spans.filter(({ from, to }) => from < to).slice(0, MOST_SPANS)
  if (spans.length === 0) return []
  const { rows } = await ctx.db.pool.query<ExposureRow>(EXPOSURE, [
    ctx.repositoryId,
    spans.map(({ proxy }) => proxy),
    spans.map(({ from }) => from),
    spans.map(({ to }) => to),
  ])
  const order = new Map(spans.map(({ proxy }, index) => [proxy, index]))
  return rows
    .map(({ proxy, from, to, allowed, denied, hasLog, isKept, bytes, events, lastSeenAt, skewMs }) => ({
      proxy,
      from: new Date(from.getTime() - skewMs),
      to: new Date(to.getTime() - skewMs),
      allowed,
      denied,
      counted: hasLog ? (isKept ? ('calls' as const) : ('hours' as const)) : ('no-log' as const),
      missing: bytes === null ? null : { bytes, events },
      lastSeenAt,
      inLog: { from, to },
    }))
    .sort((a, b) => (order.get(a.proxy) ?? 0) - (order.get(b.proxy) ?? 0))
}
