import type { Context } from '@/lib/context'
import { inPages } from '@/lib/in-pages'
import type { FleetParts } from './fleet-parts'
import type { RolloutRow } from './rollout-parts'
import { fleetState } from './states'
import { traceRollout, type TraceRolloutInput } from './trace-rollout'

/** Columns of an exported rollout, in their order. */
export const ROLLOUT_COLUMNS = [
  'proxy',
  'environment',
  'policy',
  'outcome',
  'mergedAt',
  'deliveredAt',
  'provedAt',
  'secondsAfterMerge',
  'loadedAt',
  'evidence',
  'stateNow',
  'why',
  'ranSomethingElseUntil',
] as const
export type RolloutExportRow = Readonly<Record<(typeof ROLLOUT_COLUMNS)[number], unknown>>

/** Every proxy of a rollout; null when the commit is not on the tracked branch. For everybody who may read the fleet. */
export async function exportRollout({
  ctx,
  parts,
  input: { commit, mergedAt, paths },
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: TraceRolloutInput
}): Promise<AsyncGenerator<RolloutExportRow[]> | null> {
  const rollout = await traceRollout({ ctx, parts, input: { commit, mergedAt, paths } })
  return rollout === null ? null : inPages(rollout.rows, (row) => toExportRow(row, rollout.mergedAt))
}

function toExportRow(row: RolloutRow, mergedAt: Date): RolloutExportRow {
  const { afterMs, refused, now } = row
  return {
    proxy: row.proxy,
    environment: row.environment,
    policy: row.path,
    outcome: row.outcome,
    mergedAt: mergedAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    provedAt: afterMs === null ? null : new Date(mergedAt.getTime() + afterMs).toISOString(),
    secondsAfterMerge: afterMs === null ? null : afterMs / 1000,
    loadedAt: row.loadedAt?.toISOString() ?? null,
    evidence: row.evidence,
    stateNow: now === null ? null : fleetState(now.state).slug,
    why: now?.sentence ?? refused?.error ?? null,
    ranSomethingElseUntil: row.until.toISOString(),
  }
}
