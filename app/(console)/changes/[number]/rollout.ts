import type { Context } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet, type FleetRow } from '@/lib/fleet/list-fleet'
import type { FileDiff } from '@/lib/git/diff'
import type { Server } from '@/lib/server'

/** Which proxies of a change's files run what the change brought. */
export interface Rollout {
  /** At most some hundred per file, worst first. */
  readonly rows: readonly FleetRow[]
  /** All proxies of these files. */
  readonly total: number
  /** Of `rows`, those whose live processes all run exactly this content, proved by E3 or better. */
  readonly running: number
}

const PER_FILE = 200
const MOST_FILES = 20

/** Asks the fleet file by file. A later change of the same file makes `running` go down again: it counts this content, not "or newer". */
export async function findRollout(
  ctx: Context,
  opened: Server,
  files: readonly FileDiff[],
): Promise<Rollout> {
  const parts = fleetParts(opened)
  const lists = await Promise.all(
    files.slice(0, MOST_FILES).map(async ({ path, after }) => {
      const { rows, total } = await listFleet({ ctx, parts, input: { policy: path, limit: PER_FILE } })
      const runs = ({ running, evidence }: FleetRow) =>
        running.length > 0 &&
        (evidence ?? 0) >= 3 &&
        running.every(({ blob }) => blob !== null && blob === after?.sha)
      return { rows, total, running: rows.filter(runs).length }
    }),
  )
  return {
    rows: lists.flatMap(({ rows }) => rows),
    total: lists.reduce((sum, { total }) => sum + total, 0),
    running: lists.reduce((sum, { running }) => sum + running, 0),
  }
}
