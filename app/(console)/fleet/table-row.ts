import type { FleetTableRow } from '@/components/fleet/fleet-table'
import type { FleetRow } from '@/lib/fleet/list-fleet'
import { relativeToRoot } from '@/lib/repository/policy-path'

/** A proxy of the fleet's verb as the table shows it. */
export function toTableRow(row: FleetRow, root: string): FleetTableRow {
  const { name, environment, state, sentence, stale, engine, mode, evidence, live, count, lastSeenAt } = row
  return {
    name,
    environment,
    state,
    sentence,
    stale,
    engine,
    mode,
    evidence,
    live,
    count,
    lastSeenAt,
    policy: relativeToRoot(row.policyPath, root) ?? row.policyPath,
    desired: row.desired?.commit ?? null,
    running: row.running.map(({ commit }) => commit),
    same:
      row.running.length > 0 && row.running.every(({ blob }) => blob !== null && blob === row.desired?.blob),
  }
}
