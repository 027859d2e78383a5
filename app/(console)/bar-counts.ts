import { countOpenChanges } from '@/lib/changes/count-open-changes'
import type { Context } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { processWide } from '@/lib/process-wide'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { Server } from '@/lib/server'

interface Counts {
  readonly openChanges: number
  readonly drifted: number
}

/** Every page shows them; a fleet of thousands must not be judged anew for each. */
const KEPT_MS = 5000

interface Kept {
  at: number
  counts: Counts
  /** Being counted: whoever asks meanwhile waits for the same answer. */
  running: Promise<Counts> | null
}

/** The two numbers of the bar, at most some seconds old. Requests that come at the same time count once. */
export async function barCounts(ctx: Context, opened: Server, tip: string | null): Promise<Counts> {
  const kept = processWide('bar-counts', (): Kept => ({
    at: 0,
    counts: { openChanges: 0, drifted: 0 },
    running: null,
  }))
  if (ctx.now.getTime() - kept.at < KEPT_MS || tip === null) return kept.counts
  kept.running ??= count(ctx, opened, tip)
    .then((counts) => {
      kept.at = ctx.now.getTime()
      kept.counts = counts
      return counts
    })
    .finally(() => {
      kept.running = null
    })
  return kept.running
}

async function count(ctx: Context, opened: Server, tip: string): Promise<Counts> {
  const { configuration } = await readConfiguration(opened.mirror.objects, tip)
  const branch = opened.repository.ref.replace(/^refs\/heads\//, '')
  const [openChanges, fleet] = await Promise.all([
    countOpenChanges({ ctx, branch, root: configuration.root }),
    listFleet({ ctx, parts: fleetParts(opened), input: { limit: 0 } }),
  ])
  return { openChanges, drifted: fleet.drift }
}
