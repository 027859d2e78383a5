import type { ShownExposure } from '@/components/fleet/rollout/exposure-table'
import type { RolloutLine } from '@/components/fleet/rollout/rollout-lines'
import type { Context } from '@/lib/context'
import { countExposure, type Exposure } from '@/lib/decisions/count-exposure'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import type { Rollout, RolloutRow } from '@/lib/fleet/rollout-parts'
import { traceRollout, type TraceRolloutInput } from '@/lib/fleet/trace-rollout'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

/** A merge on its way through the fleet, ready to be shown. */
export interface ShownRollout {
  readonly rollout: Rollout
  /** In the order of `rollout.rows`. */
  readonly lines: readonly RolloutLine[]
  /** By proxy; of those that ran something else longest. */
  readonly exposures: ReadonlyMap<string, ShownExposure>
  /** How many proxies ran something else for a while: the base of `exposures`. */
  readonly exposed: number
}

/** Traces a merge and counts what was decided before each proxy ran it; null when the commit is not on the tracked branch. */
export async function readRollout(
  ctx: Context,
  opened: Server,
  root: string,
  input: TraceRolloutInput,
): Promise<ShownRollout | null> {
  const rollout = await traceRollout({ ctx, parts: fleetParts(opened), input })
  if (rollout === null) return null
  const late = rollout.rows
    .filter(({ until }) => until > rollout.mergedAt)
    .sort((a, b) => b.until.getTime() - a.until.getTime())
  const spans = late.map(({ proxy, until }) => ({ proxy, from: rollout.mergedAt, to: until }))
  const counted = await countExposure({ ctx, input: { spans } })
  const rowOf = new Map(rollout.rows.map((row) => [row.proxy, row]))
  return {
    rollout,
    lines: toLines(rollout, root),
    exposures: new Map(counted.map((one) => [one.proxy, shownExposure(one, rowOf.get(one.proxy))])),
    exposed: late.length,
  }
}

/** The rows of a rollout as its pictures and its table take them. */
export function toLines({ rows, mergedAt }: Rollout, root: string): RolloutLine[] {
  return rows.map((row) => {
    const { proxy, environment, path, outcome, afterMs, deliveredAt, evidence, loadedAt, refused, now } = row
    return {
      proxy,
      environment,
      policy: relativeToRoot(path, root) ?? path,
      outcome,
      afterMs,
      // A file that lay there before the merge was there at the merge.
      deliveredMs: deliveredAt === null ? null : Math.max(0, deliveredAt.getTime() - mergedAt.getTime()),
      evidence,
      loadedAt,
      refused,
      now,
    }
  })
}

/** Beyond this the fleet's verdict is offline (fleet.md). */
const OFFLINE_MS = 5 * 60_000

function shownExposure(exposure: Exposure, row: RolloutRow | undefined): ShownExposure {
  const { proxy, from, to, allowed, denied, counted, missing, inLog } = exposure
  const seenAt = Math.max(exposure.lastSeenAt?.getTime() ?? 0, row?.now?.lastSeenAt?.getTime() ?? 0)
  const range = { from: inLog.from.toISOString(), to: inLog.to.toISOString(), proxy }
  return {
    proxy,
    from,
    to,
    allowed,
    denied,
    counted,
    missing,
    goesOn: row?.outcome === 'waiting',
    silentSince: seenAt > 0 && to.getTime() - seenAt > OFFLINE_MS ? new Date(seenAt) : null,
    href: routes.decisions(range),
    deniedHref: routes.decisions({ ...range, result: 'denied' }),
  }
}
