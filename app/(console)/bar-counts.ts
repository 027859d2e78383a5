import { countOpenChanges } from '@/lib/changes/count-open-changes'
import type { Context } from '@/lib/context'
import { countDrift } from '@/lib/fleet/count-drift'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { branchName } from '@/lib/git/branch-name'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { Server } from '@/lib/server'

/** The two numbers of the bar, as they are now. */
export async function barCounts(
  ctx: Context,
  opened: Server,
  tip: string | null,
): Promise<{ readonly openChanges: number; readonly drifted: number }> {
  if (tip === null) return { openChanges: 0, drifted: 0 }
  const { configuration } = await readConfiguration(opened.mirror.objects, tip)
  const branch = branchName(opened.repository.ref)
  const [openChanges, drifted] = await Promise.all([
    countOpenChanges({ ctx, branch, root: configuration.root }),
    countDrift({ ctx, parts: fleetParts(opened) }),
  ])
  return { openChanges, drifted }
}
