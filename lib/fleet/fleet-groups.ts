import { FLEET_STATES, fleetState, urgency, type FleetStateId } from './states'

export type FleetGrouping = 'env' | 'team' | 'policy' | 'state' | 'none'

export interface FleetGroup {
  readonly name: string
  readonly total: number
  readonly inSync: number
}

interface Grouped {
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  readonly policyPath: string
  readonly state: FleetStateId
}

/** The group that a proxy belongs to; a proxy without a team is in the group ''. */
export function groupOf(row: Grouped, by: FleetGrouping): string {
  if (by === 'env') return row.environment
  if (by === 'team') return row.labels.team ?? ''
  if (by === 'state') return fleetState(row.state).word
  return by === 'policy' ? row.policyPath : ''
}

/** Counts per group, the largest first (of states the most urgent first); none when not grouped. */
export function groupTotals(rows: readonly Grouped[], by: FleetGrouping): FleetGroup[] {
  return sumGroups(
    rows.map((row) => ({ name: groupOf(row, by), state: row.state, count: 1 })),
    by,
  )
}

/** How many proxies of a group are in a state. */
export interface CountedState {
  /** Of the group, as `groupOf` has it. */
  readonly name: string
  readonly state: FleetStateId
  readonly count: number
}

/** As `groupTotals`, of counts. */
export function sumGroups(counts: readonly CountedState[], by: FleetGrouping): FleetGroup[] {
  if (by === 'none') return []
  const groups = new Map<string, { name: string; total: number; inSync: number }>()
  for (const { name, state, count } of counts) {
    const group = groups.get(name) ?? { name, total: 0, inSync: 0 }
    groups.set(name, group)
    group.total += count
    if (state === 'IN_SYNC') group.inSync += count
  }
  if (by === 'state') {
    const urgent = FLEET_STATES.toSorted((a, b) => urgency(a.id) - urgency(b.id))
    return urgent.flatMap(({ word }) => groups.get(word) ?? [])
  }
  return [...groups.values()].sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
}

/** Orders rows as their groups are; rows of one group keep the order they had. */
export function compareGroups<Row>(groups: readonly FleetGroup[], nameOf: (row: Row) => string) {
  const places = new Map(groups.map(({ name }, place) => [name, place]))
  return (a: Row, b: Row): number => (places.get(nameOf(a)) ?? 0) - (places.get(nameOf(b)) ?? 0)
}
