import { countedBoard } from './fleet-board'
import type { FleetCounts } from './fleet-counts'
import { sumGroups, type CountedState, type FleetGroup, type FleetGrouping } from './fleet-groups'
import type { Standing } from './standing'
import { fleetState, urgency, type FleetStateId, type FleetStateSlug } from './states'

interface Asked {
  /** Empty for all. */
  readonly states: readonly FleetStateSlug[]
  readonly by: FleetGrouping
  readonly offset: number
  readonly limit: number
}

/** A part of the fleet in the order of its list: by group, in each the worst first, those of one state by name. */
export function pageOfFleet(counts: FleetCounts, { states, by, offset, limit }: Asked) {
  const wanted = new Set<string>(states)
  const isWanted = (state: FleetStateId) => wanted.size === 0 || wanted.has(fleetState(state).slug)
  const counted = countGroups(counts, by)
  const groups = sumGroups(counted, by)
  const rank = rankIn(groups)
  const places = placesBy(
    counts,
    by,
    (name, state) => (isWanted(state) ? rank(name, state) : null),
    offset,
    offset + limit,
  )
  return {
    groups,
    matching: counted.reduce((sum, { state, count }) => sum + (isWanted(state) ? count : 0), 0),
    page: places.flatMap((place) => counts.standings[place] ?? []),
  }
}

/** The board of the whole fleet. */
export function boardOfFleet({ board, standings }: FleetCounts) {
  return countedBoard(board.list(), (environment, column) =>
    board
      .placesOf((kind) => kind.environment === environment && kind.column === column)
      .flatMap((place): Pick<Standing, 'name' | 'state'>[] => {
        const one = standings[place]
        return one === undefined ? [] : [{ name: one.name, state: one.state }]
      }),
  )
}

/** Some proxies of the fleet, by id, in its order; an id of nobody in it is left out. */
export function inOrder({ standings, placeOf }: FleetCounts, ids: Iterable<string>): Standing[] {
  const places = [...ids].flatMap((id) => placeOf.get(id) ?? [])
  return places.sort((a, b) => a - b).flatMap((place) => standings[place] ?? [])
}

const MOST_URGENCIES = 1000

function rankIn(groups: readonly FleetGroup[]): (name: string, state: FleetStateId) => number {
  const places = new Map(groups.map(({ name }, place) => [name, place]))
  return (name, state) => (places.get(name) ?? 0) * MOST_URGENCIES + urgency(state)
}

function countGroups({ board, teams, policies }: FleetCounts, by: FleetGrouping): CountedState[] {
  if (by === 'team')
    return teams.list().map(({ kind, count }) => ({ name: kind.team ?? '', state: kind.state, count }))
  if (by === 'policy')
    return policies.list().map(({ kind, count }) => ({ name: kind.policyPath, state: kind.state, count }))
  return board
    .list()
    .map(({ kind, count }) => ({ name: nameOf(kind.environment, kind.state, by), state: kind.state, count }))
}

function placesBy(
  { board, teams, policies }: FleetCounts,
  by: FleetGrouping,
  rank: (name: string, state: FleetStateId) => number | null,
  from: number,
  to: number,
): number[] {
  if (by === 'team') return teams.sorted(({ team, state }) => rank(team ?? '', state), from, to)
  if (by === 'policy') return policies.sorted(({ policyPath, state }) => rank(policyPath, state), from, to)
  return board.sorted(({ environment, state }) => rank(nameOf(environment, state, by), state), from, to)
}

function nameOf(environment: string, state: FleetStateId, by: FleetGrouping): string {
  if (by === 'env') return environment
  return by === 'state' ? fleetState(state).word : ''
}
