import type { Context } from '@/lib/context'
import { isPolicyPath } from '@/lib/repository/policy-path'
import type { FleetParts } from './fleet-parts'

/** Commits that are looked through for one that a proxy has to do with. */
const MOST_COMMITS = 2_000

/** The newest commit of the tracked branch that changed a policy which a registered proxy follows; null when there is none. `root` is the folder of the policies. */
export async function findLatestMerge({
  ctx,
  parts,
  root,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly root: string
}): Promise<string | null> {
  const history = await parts.source.history(parts.source.defaultBranch)
  if (history === null) return null
  const { rows } = await ctx.db.pool.query<{ path: string }>(
    'SELECT DISTINCT policy_path AS path FROM proxy WHERE repository_id = $1 AND retired_at IS NULL',
    [ctx.repositoryId],
  )
  const followed = new Set(rows.map(({ path }) => path))
  const { index } = history
  // The first commit brought everything: it is no change.
  const last = Math.max(0, index.length - 1 - MOST_COMMITS)
  for (let position = index.length - 1; position > last; position -= 1) {
    const touches = index.pathsAt(position).some((path) => followed.has(path) && isPolicyPath(path, root))
    if (touches) return index.commitAt(position)
  }
  return null
}
