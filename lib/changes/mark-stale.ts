import type { Context, SystemActor } from '@/lib/context'

/**
 * Something moved about these pull requests, as a hook says: they are asked about at the next look, however fresh the last one is. Checks
 * leave no trace in the forge's lists, so that this must not be forgotten.
 */
export async function markStale({
  ctx,
  input: { numbers, heads },
}: {
  readonly ctx: Context<SystemActor>
  /** Numbers of pull requests and of issues, among them those of what is owed after emergencies, and commits that may be the head of some. */
  readonly input: { readonly numbers: readonly number[]; readonly heads: readonly string[] }
}): Promise<void> {
  if (numbers.length + heads.length === 0) return
  await ctx.db.pool.query(
    `UPDATE change_request SET stale_since = $4
     WHERE repository_id = $1 AND (number = ANY($2::bigint[]) OR (state = 'open' AND head_sha = ANY($3::text[]))
       OR (review->'followUp'->>'number')::bigint = ANY($2::bigint[]))`,
    [ctx.repositoryId, numbers, heads, ctx.now],
  )
}
