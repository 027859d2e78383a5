import type { Context } from '@/lib/context'

/** How long checks of these names took in the latest pull requests, in seconds: the median. Those that tell no times are missing. */
export async function readCheckTimes(ctx: Context, names: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await ctx.db.pool.query<{ name: string; seconds: number }>(
    `SELECT one->>'name' AS name, percentile_cont(0.5) WITHIN GROUP (ORDER BY (one->>'seconds')::float8) AS seconds
     FROM (SELECT review FROM change_request WHERE repository_id = $1 AND jsonb_typeof(review->'checks') = 'array'
       ORDER BY updated_at DESC LIMIT 50) latest
     CROSS JOIN LATERAL jsonb_array_elements(latest.review->'checks') one
     WHERE one->>'name' = ANY($2::text[]) AND one->>'seconds' IS NOT NULL GROUP BY 1`,
    [ctx.repositoryId, names],
  )
  return new Map(rows.map(({ name, seconds }) => [name, seconds]))
}
