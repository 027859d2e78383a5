import type { Context } from '@/lib/context'

/** Live processes of the fleet's hosts whose event files fit no proxy, or several. */
export interface UnmatchedProcesses {
  /** Each once, however many connectors found it. */
  readonly processes: number
  /** Since when the first of them runs; null where none says it. */
  readonly since: Date | null
  /** Names of at most three proxies whose connectors found them; their pages tell more of each. */
  readonly finders: readonly string[]
  readonly moreFinders: number
}

/** Counts them; what the connector of a retired proxy found is over. */
export async function countUnmatched({ ctx }: { readonly ctx: Context }): Promise<UnmatchedProcesses> {
  const { rows } = await ctx.db.pool.query<UnmatchedProcesses>({
    name: 'count-unmatched',
    text: `SELECT count(DISTINCT i.native_id)::int AS processes, min(i.started_at) AS since,
        coalesce((array_agg(DISTINCT p.name))[1:3], '{}') AS finders, greatest(count(DISTINCT p.name) - 3, 0)::int AS "moreFinders"
      FROM instance i JOIN proxy p ON p.id = i.reporter_id
      WHERE i.proxy_id IS NULL AND i.ended_at IS NULL AND p.repository_id = $1 AND p.retired_at IS NULL`,
    values: [ctx.repositoryId],
  })
  return rows[0] ?? { processes: 0, since: null, finders: [], moreFinders: 0 }
}
