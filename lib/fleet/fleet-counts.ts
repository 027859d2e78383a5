import { columnOf, type BoardColumn } from './fleet-board'
import { KindCounts, type Counted } from './kind-counts'
import type { Standing } from './standing'
import type { FleetStateId } from './states'

/** Where a proxy stands on the board, and how that is known. */
export interface BoardKind {
  readonly environment: string
  readonly column: BoardColumn
  readonly state: FleetStateId
  /** Worst evidence among live processes; null without one. */
  readonly evidence: number | null
}

export interface TeamKind {
  /** Undefined without one. */
  readonly team: string | undefined
  readonly state: FleetStateId
}

export interface PolicyKind {
  /** Full repository path. */
  readonly policyPath: string
  readonly state: FleetStateId
}

/** The fleet in numbers, and the numbers of the proxies that it was counted from. */
export interface FleetCounts {
  readonly standings: readonly Standing[]
  readonly board: KindCounts<Standing, BoardKind>
  readonly teams: KindCounts<Standing, TeamKind>
  readonly policies: KindCounts<Standing, PolicyKind>
  /** Where each proxy is in `standings`, by its id. */
  readonly placeOf: ReadonlyMap<string, number>
}

const BOARD: Counted<Standing, BoardKind> = {
  kindOf: (one) => ({
    environment: one.environment,
    column: columnOf(one),
    state: one.state,
    evidence: one.evidence,
  }),
  // Neither of them holds a zero byte: PostgreSQL keeps none.
  keyOf: ({ environment, column, state, evidence }) => `${environment}\0${column}\0${state}\0${evidence}`,
}

const TEAMS: Counted<Standing, TeamKind> = {
  kindOf: ({ labels, state }) => ({ team: labels.team, state }),
  keyOf: ({ team, state }) => (team === undefined ? state : `${state}\0${team}`),
}

const POLICIES: Counted<Standing, PolicyKind> = {
  kindOf: ({ policyPath, state }) => ({ policyPath, state }),
  keyOf: ({ policyPath, state }) => `${policyPath}\0${state}`,
}

/** Counts a fleet: from the counts before it when it is the same proxies, most of which stand where they stood. */
export function countFleet(standings: readonly Standing[], before: FleetCounts | null): FleetCounts {
  const changed = before === null ? null : changesSince(before, standings)
  if (before === null || changed === null) return countAnew(standings)
  if (changed.length === 0) return before
  const { board, teams, policies, placeOf } = before
  return {
    standings,
    board: board.with(changed),
    teams: teams.with(changed),
    policies: policies.with(changed),
    placeOf,
  }
}

function countAnew(standings: readonly Standing[]): FleetCounts {
  return {
    standings,
    board: KindCounts.of(BOARD, standings),
    teams: KindCounts.of(TEAMS, standings),
    policies: KindCounts.of(POLICIES, standings),
    placeOf: new Map(standings.map(({ stored }, place) => [stored.id, place])),
  }
}

/** The places where others stand now; null when they are not the same proxies in the same order. */
function changesSince(before: FleetCounts, standings: readonly Standing[]): [number, Standing][] | null {
  if (before.standings.length !== standings.length) return null
  const changed: [number, Standing][] = []
  for (let place = 0; place < standings.length; place += 1) {
    const [known, now] = [before.standings[place], standings[place]]
    if (known === now || known === undefined || now === undefined) continue
    if (known.stored.id !== now.stored.id) return null
    changed.push([place, now])
  }
  return changed
}
