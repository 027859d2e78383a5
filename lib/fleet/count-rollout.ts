import type { Context } from '@/lib/context'
import { isPolicyPath } from '@/lib/repository/policy-path'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'

/** How far the latest change of policies has come in one environment. */
export interface EnvironmentRollout {
  readonly environment: string
  /** The proxies that should run it now; those that are pinned to another or follow another branch are not among them. */
  readonly total: number
  /** Those that are in sync with it, proved. */
  readonly running: number
}

/**
 * The latest commit of the tracked branch that changed policies which some proxy should run as it left them, with how many do in each
 * environment, by name. Null when there is no such commit, or no proxy uses its files. `root` is the folder of the policies.
 */
export async function countRollout({
  ctx,
  parts,
  root,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly root: string
}): Promise<{ readonly commit: string; readonly environments: readonly EnvironmentRollout[] } | null> {
  const history = await parts.source.history(parts.source.defaultBranch)
  if (history === null) return null
  const { index } = history
  let position = index.length - 1
  while (position > 0 && !index.pathsAt(position).some((path) => isPolicyPath(path, root))) position -= 1
  const commit = index.commitAt(position)
  if (position <= 0 || commit === null) return null
  const paths = new Set(index.pathsAt(position))
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const counts = new Map<string, { total: number; running: number }>()
  for (const { environment, policyPath, desired, state, ref } of await judge.standings(stored)) {
    if (!paths.has(policyPath)) continue
    if (desired.kind !== 'file' || desired.pinned || ref !== parts.source.defaultBranch) continue
    const count = counts.get(environment) ?? { total: 0, running: 0 }
    count.total += 1
    if (state === 'IN_SYNC') count.running += 1
    counts.set(environment, count)
  }
  if (counts.size === 0) return null
  const environments = [...counts].map(([environment, count]) => ({
    environment,
    total: count.total,
    running: count.running,
  }))
  return { commit, environments: environments.sort((a, b) => (a.environment < b.environment ? -1 : 1)) }
}
