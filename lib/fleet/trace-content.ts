import type { Context } from '@/lib/context'
import { PROVED } from '@/lib/wire/terms'
import * as z from 'zod'

export const traceContentInput = z.strictObject({
  /** Full repository path. */
  path: z.string(),
  /** The content, by both names under which connectors report it. */
  blob: z.string().regex(/^[0-9a-f]{40}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it came to the tracked branch. */
  from: z.date(),
  /** Nothing later counts. */
  until: z.date().optional(),
})

/** When one proxy ran one content, as its connector reported it. */
export interface ContentTrace {
  readonly proxy: string
  readonly environment: string
  readonly createdAt: Date
  readonly retiredAt: Date | null
  /** When the file lay on its host; null when that is not known, also because another content was delivered since. */
  readonly deliveredAt: Date | null
  /** First load that proves it (E3 or better) since `from`; null when none does. */
  readonly running: TracedLoad | null
  /** First load since `from` that does not prove it; null when `running` is there or nothing was loaded. */
  readonly unproved: TracedLoad | null
  /** What its last attempt to load this content failed with, when none succeeded. */
  readonly refused: { readonly at: Date; readonly error: string } | null
}

export interface TracedLoad {
  readonly at: Date
  readonly evidence: number
  readonly kind: string
}

interface TraceRow {
  proxy: string
  environment: string
  createdAt: Date
  retiredAt: Date | null
  deliveredAt: Date | null
  provedAt: Date | null
  provedEvidence: number | null
  provedKind: string | null
  loadedAt: Date | null
  loadedEvidence: number | null
  loadedKind: string | null
  refusedAt: Date | null
  refusedError: string | null
}

const UNTIL = `COALESCE($6::timestamptz, 'infinity')`
// A restart command names the content for which it was run; it loads nothing.
const OF_CONTENT = `l.kind IN ('startup', 'reload') AND l.proxy_id = p.id AND l.at >= $5 AND l.at <= ${UNTIL} AND (l.blob = $3 OR l.sha256 = decode($4, 'hex'))`

/** Proxies that had the path at some time since `from`; retired ones stay in it. */
const TRACES = `
  SELECT p.name AS proxy, p.environment, p.created_at AS "createdAt", p.retired_at AS "retiredAt", d.at AS "deliveredAt",
    s.at AS "provedAt", s.evidence AS "provedEvidence", s.kind AS "provedKind",
    u.at AS "loadedAt", u.evidence AS "loadedEvidence", u.kind AS "loadedKind", r.at AS "refusedAt", r.error AS "refusedError"
  FROM proxy p
  LEFT JOIN LATERAL (SELECT f.at FROM proxy_fact f WHERE f.proxy_id = p.id AND f.kind = 'delivered'
    AND f.at <= ${UNTIL} AND (f.blob = $3 OR f.sha256 = decode($4, 'hex'))) d ON true
  LEFT JOIN LATERAL (SELECT l.at, l.evidence, l.kind FROM load l WHERE ${OF_CONTENT} AND l.result = 'success' AND l.evidence >= ${PROVED}
    ORDER BY l.at LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT l.at, l.evidence, l.kind FROM load l WHERE ${OF_CONTENT} AND l.result = 'success'
    ORDER BY l.at LIMIT 1) u ON true
  LEFT JOIN LATERAL (SELECT l.at, l.error FROM load l WHERE ${OF_CONTENT} AND l.result = 'failure' ORDER BY l.at DESC LIMIT 1) r ON true
  WHERE p.repository_id = $1 AND p.created_at <= ${UNTIL} AND (p.retired_at IS NULL OR p.retired_at > $5) AND (
    p.policy_path = $2 OR EXISTS (
      SELECT 1 FROM proxy_path w WHERE w.proxy_id = p.id AND w.policy_path = $2 AND NOT EXISTS (
        SELECT 1 FROM proxy_path n WHERE n.proxy_id = p.id AND n.since > w.since AND n.since <= $5)))
  ORDER BY COALESCE(s.at, u.at) NULLS LAST, p.name`

/** When each proxy of a path began to run one content of it, first come first. */
export async function traceContent({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: z.infer<typeof traceContentInput>
}): Promise<ContentTrace[]> {
  const { path, blob, sha256, from, until = null } = input
  const values = [ctx.repositoryId, path, blob, sha256, from, until]
  const { rows } = await ctx.db.pool.query<TraceRow>(TRACES, values)
  return rows.map((row) => {
    const running = loadOf(row.provedAt, row.provedEvidence, row.provedKind)
    const loaded = loadOf(row.loadedAt, row.loadedEvidence, row.loadedKind)
    const { proxy, environment, createdAt, retiredAt, deliveredAt, refusedAt, refusedError } = row
    const isRefused = loaded === null && refusedAt !== null
    return {
      proxy,
      environment,
      createdAt,
      retiredAt,
      deliveredAt,
      running,
      unproved: running === null ? loaded : null,
      refused: isRefused ? { at: refusedAt, error: refusedError ?? '' } : null,
    }
  })
}

function loadOf(at: Date | null, evidence: number | null, kind: string | null): TracedLoad | null {
  return at === null ? null : { at, evidence: evidence ?? 0, kind: kind ?? '' }
}
