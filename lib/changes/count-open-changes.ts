import type { Context } from '@/lib/context'

/** How many open pull requests go to the tracked branch and touch policies, as far as their paths are known. `root` has no slashes at its ends. */
export async function countOpenChanges({
  ctx,
  branch,
  root,
}: {
  readonly ctx: Context
  readonly branch: string
  readonly root: string
}): Promise<number> {
  const { rows } = await ctx.db.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM change_request
     WHERE repository_id = $1 AND state = 'open' AND base_ref = $2
       AND (review->'paths' IS NULL OR jsonb_typeof(review->'paths') <> 'array' OR EXISTS (
         SELECT 1 FROM jsonb_array_elements_text(review->'paths') AS path
         WHERE starts_with(path, $3) OR path = '.lockstep.yaml' OR path ~ '^(\\.github/|docs/)?CODEOWNERS$'))`,
    [ctx.repositoryId, branch, `${root}/`],
  )
  return rows[0]?.n ?? 0
}
