import type { Context } from '@/lib/context'
import { REFUSED_FILES } from './record-refused-files'

/** Event files of one proxy that the connector of another one called its own, and that were refused to it. */
export interface RefusedFiles {
  /** Name of the proxy that has the files. */
  readonly owner: string
  /** Name of the proxy whose connector sent them. */
  readonly sender: string
  readonly files: number
  /** When the first and the last of them came first. */
  readonly firstAt: Date
  readonly lastAt: Date
}

const LISTED_DAYS = 30
const MOST = 100

/**
 * What was refused in the last days, 30 unless said otherwise, the newest first: seen from either of the two proxies, or of the whole fleet,
 * where it is over as soon as one of the two is retired.
 */
export async function listRefusedFiles({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Name of the proxy; null for all. */
  readonly input: { readonly proxy: string | null; readonly days?: number }
}): Promise<RefusedFiles[]> {
  const { rows } = await ctx.db.pool.query<RefusedFiles>(
    `SELECT subject AS owner, actor_name AS sender, count(*)::int AS files, min(at) AS "firstAt", max(at) AS "lastAt"
     FROM audit_event a WHERE repository_id = $1 AND action = $2 AND at > $4::timestamptz - make_interval(days => $5)
       AND CASE WHEN $3::text IS NOT NULL THEN subject = $3 OR actor_name = $3 ELSE NOT EXISTS (
         SELECT 1 FROM proxy p WHERE p.repository_id = $1 AND p.name IN (a.subject, a.actor_name) AND p.retired_at IS NOT NULL) END
     GROUP BY subject, actor_name ORDER BY max(at) DESC, subject, actor_name LIMIT ${MOST}`,
    [ctx.repositoryId, REFUSED_FILES, input.proxy, ctx.now, input.days ?? LISTED_DAYS],
  )
  return rows
}
