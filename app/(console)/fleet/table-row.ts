import type { FleetTableRow, ShownContent } from '@/components/fleet/fleet-table'
import { groupOf, type FleetGroup, type FleetGrouping } from '@/lib/fleet/fleet-groups'
import type { PlacedContent } from '@/lib/fleet/judged-proxy'
import type { FleetRow } from '@/lib/fleet/fleet-row'
import { relativeToRoot } from '@/lib/repository/policy-path'

/** A proxy of the fleet's verb as the table shows it. */
export function toTableRow(row: FleetRow, root: string, by: FleetGrouping = 'none'): FleetTableRow {
  const {
    name,
    environment,
    state,
    sentence,
    stale,
    evidence,
    live,
    count,
    lastSeenAt,
    desiredSince,
    toolChanges,
    observing,
  } = row
  const behind = row.running.map(({ behindBy }) => behindBy)
  return {
    name,
    group: groupOf(row, by),
    environment,
    state,
    sentence,
    stale,
    evidence,
    live,
    count,
    lastSeenAt,
    desiredSince,
    toolChanges,
    observing,
    policy: relativeToRoot(row.policyPath, root) ?? row.policyPath,
    desired: desiredCommit(row),
    delivered: row.delivered === null ? null : shown(row.delivered, row),
    running: row.running.map((content) => shown(content, row)),
    behind:
      behind.length === 0
        ? null
        : behind.reduce((most, one) => (one === null || most === null ? null : Math.max(most, one)), 0),
  }
}

/** Groups with the names that stand above their rows. */
export function wordGroups(groups: readonly FleetGroup[], by: FleetGrouping, root: string) {
  return groups.map((group) => ({ ...group, word: wordOfGroup(group.name, by, root) }))
}

/** The name of a group as people read it: a policy as the rows have it, below `root`. */
export function wordOfGroup(name: string, by: FleetGrouping, root: string): string {
  if (by === 'team' && name === '') return 'without a team'
  return by === 'policy' ? (relativeToRoot(name, root) ?? name) : name
}

/** One content has one name everywhere: the commit that brought it, where that is known. */
function desiredCommit({ desired }: FleetRow): string | null {
  return desired?.broughtBy ?? desired?.commit ?? null
}

function shown({ blob, commit }: PlacedContent, { desired }: FleetRow): ShownContent {
  return { commit, same: blob !== null && blob === desired?.blob }
}
