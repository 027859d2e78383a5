import type { LastRollout } from '@/components/change/detail/will-run-on'
import { findMergedPaths } from '@/lib/changes/find-merged-paths'
import type { Context } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listAffected, type AffectedFleet } from '@/lib/fleet/list-affected'
import { traceRollout } from '@/lib/fleet/trace-rollout'
import type { RefHistory } from '@/lib/git/mirror'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

/** Who would get a change of some policies, and how long the last one took to get to them. */
export interface RolloutPlan {
  readonly affected: AffectedFleet
  /** Null when no proxy ran an earlier change of these files. */
  readonly last: LastRollout | null
}

/** `paths`: full paths of policies; null without any. */
export async function readPlan(
  ctx: Context,
  opened: Server,
  { index }: RefHistory,
  paths: readonly string[],
): Promise<RolloutPlan | null> {
  if (paths.length === 0) return null
  const parts = fleetParts(opened)
  const affected = await listAffected({ ctx, parts, input: { paths } })
  const position = Math.max(0, ...paths.flatMap((path) => index.versionsOf(path).at(-1)?.from ?? []))
  const commit = index.commitAt(position)
  // The first commit brought everything and is nobody's change.
  if (affected.proxies.length === 0 || position === 0 || commit === null) return { affected, last: null }
  const merged = await findMergedPaths({ ctx, source: opened, commit })
  const input = { commit, mergedAt: merged.mergedAt, paths: merged.paths }
  const rollout = await traceRollout({ ctx, parts, input })
  const times = rollout?.rows.flatMap(({ afterMs, path }) =>
    afterMs === null || !paths.includes(path) ? [] : [afterMs],
  )
  if (times === undefined || times.length === 0) return { affected, last: null }
  const last: LastRollout = {
    href: merged.number === null ? routes.changeByCommit(commit) : routes.change(merged.number),
    running: times.length,
    firstMs: Math.min(...times),
    lastMs: Math.max(...times),
  }
  return { affected, last }
}
