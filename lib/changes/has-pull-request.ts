import type { Context } from '@/lib/context'

/** Whether any pull request of the repository is known, whatever became of it. */
export async function hasPullRequest({ ctx }: { readonly ctx: Context }): Promise<boolean> {
  const { rows } = await ctx.db.pool.query<{ known: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM change_request WHERE repository_id = $1) AS known',
    [ctx.repositoryId],
  )
  return rows[0]?.known === true
}
