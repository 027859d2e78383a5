import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import type { PlacedContent } from './judged-proxy'
import type { FleetRow } from './fleet-row'
import { listFleetInput, matchFleet, type ListFleetInput } from './list-fleet'
import { fleetState } from './states'

/** Columns of an exported proxy, in their order. */
export const FLEET_COLUMNS = [
  'proxy',
  'environment',
  'team',
  'policy',
  'state',
  'drift',
  'why',
  'desiredCommit',
  'desiredSha256',
  'desiredSince',
  'delivered',
  'running',
  'evidence',
  'live',
  'observing',
  'toolChanges',
  'lastSeenAt',
  'computedAt',
] as const
export type FleetExportRow = Readonly<Record<(typeof FLEET_COLUMNS)[number], unknown>>

const PAGE = 500

/** The proxies that fit, without paging: all are judged at one instant, `computedAt`. For everybody who may read the fleet. */
export async function* exportFleet({
  ctx,
  parts,
  input,
}: {
  ctx: Context
  parts: FleetParts
  input: Omit<ListFleetInput, 'offset' | 'limit'>
}): AsyncGenerator<FleetExportRow[]> {
  const { matching, show } = await matchFleet(ctx, parts, listFleetInput.parse(input))
  for (let from = 0; from < matching.length; from += PAGE) {
    const rows = await show(matching.slice(from, from + PAGE))
    yield rows.map((row) => toExportRow(row, ctx.now))
  }
}

function toExportRow(row: FleetRow, now: Date): FleetExportRow {
  const { slug, kind } = fleetState(row.state)
  return {
    proxy: row.name,
    environment: row.environment,
    team: row.labels.team ?? null,
    policy: row.policyPath,
    state: slug,
    drift: kind === 'drift',
    why: row.sentence,
    desiredCommit: row.desired?.commit ?? null,
    desiredSha256: row.desired?.sha256 ?? null,
    desiredSince: row.desiredSince.toISOString(),
    delivered: row.delivered === null ? null : toContent(row.delivered),
    running: row.running.map((content) => ({ ...toContent(content), evidence: content.evidence })),
    evidence: row.evidence,
    live: row.live,
    observing: row.observing,
    toolChanges: row.toolChanges,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    computedAt: now.toISOString(),
  }
}

function toContent({ sha256, commit }: PlacedContent) {
  return { sha256, commit }
}
