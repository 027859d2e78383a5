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

/** What was refused in the last 30 days, seen from either of the two proxies; the newest first. */
export async function listRefusedFiles({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Name of the proxy. */
  readonly input: { readonly proxy: string }
}): Promise<RefusedFiles[]> {
  const { rows } = await ctx.db.pool.query<RefusedFiles>(
    `SELECT subject AS owner, actor_name AS sender, count(*)::int AS files, min(at) AS "firstAt", max(at) AS "lastAt"
     FROM audit_event WHERE repository_id = $1 AND action = $2 AND (subject = $3 OR actor_name = $3)
       AND at > $4::timestamptz - make_interval(days => ${LISTED_DAYS})
     GROUP BY subject, actor_name ORDER BY max(at) DESC, subject, actor_name`,
    [ctx.repositoryId, REFUSED_FILES, input.proxy, ctx.now],
  )
  return rows
}
