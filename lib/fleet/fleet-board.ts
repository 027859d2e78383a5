import type { PlacedRunning } from './judged-proxy'
import { fleetState, urgency, type FleetStateId } from './states'

/** How far behind the desired content a proxy runs. */
export type BoardColumn = 'in-no-commit' | 'two-behind' | 'one-behind' | 'current' | 'not-known'

export interface BoardCell {
  readonly count: number
  /** Proxies by state, worst first. */
  readonly states: readonly { readonly state: FleetStateId; readonly count: number }[]
  /** The worst of them by name; all of them when there are at most `MOST_NAMED`. */
  readonly named: readonly { readonly name: string; readonly state: FleetStateId }[]
}

export interface BoardRow {
  readonly environment: string
  readonly total: number
  readonly cells: Readonly<Record<BoardColumn, BoardCell>>
}

/** More proxies than this in one cell are counted by state instead of drawn one by one. */
export const MOST_NAMED = 30

interface Standing {
  readonly name: string
  readonly environment: string
  readonly state: FleetStateId
  readonly running: readonly Pick<PlacedRunning, 'commit' | 'behindBy'>[]
}

/** Every proxy on the distance of what it runs, by environment; the largest environment first. */
export function fleetBoard(rows: readonly Standing[]): BoardRow[] {
  const environments = new Map<string, Map<BoardColumn, Standing[]>>()
  for (const row of rows) {
    const cells = environments.get(row.environment) ?? new Map<BoardColumn, Standing[]>()
    environments.set(row.environment, cells)
    const column = columnOf(row)
    const cell = cells.get(column)
    if (cell) cell.push(row)
    else cells.set(column, [row])
  }
  return [...environments]
    .map(([environment, cells]) => boardRow(environment, (column) => toCell(cells.get(column) ?? [])))
    .sort(byTotal)
}

/** As `fleetBoard`, of a fleet in numbers; `namesIn` is asked for cells of at most `MOST_NAMED`. */
export function countedBoard(
  counted: readonly {
    readonly kind: {
      readonly environment: string
      readonly column: BoardColumn
      readonly state: FleetStateId
    }
    readonly count: number
  }[],
  namesIn: (environment: string, column: BoardColumn) => BoardCell['named'],
): BoardRow[] {
  const environments = new Set(counted.map(({ kind }) => kind.environment))
  const rows = [...environments].map((environment) => {
    const here = counted.filter(({ kind }) => kind.environment === environment)
    return boardRow(environment, (column) => {
      const counts = new Map<FleetStateId, number>()
      for (const { kind, count } of here)
        if (kind.column === column) counts.set(kind.state, (counts.get(kind.state) ?? 0) + count)
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
      return cellOf(counts, total > 0 && total <= MOST_NAMED ? namesIn(environment, column) : [])
    })
  })
  return rows.sort(byTotal)
}

/** The column of a proxy: that of the worst content that a live process runs. */
export function columnOf({ state, running }: Pick<Standing, 'state' | 'running'>): BoardColumn {
  if (fleetState(state).kind === 'unknown' || running.length === 0) return 'not-known'
  if (running.some(({ commit, behindBy }) => commit === null && behindBy === null)) return 'in-no-commit'
  const behind = running.reduce((most, { behindBy }) => Math.max(most, behindBy ?? 0), 0)
  if (behind === 0) return 'current'
  return behind === 1 ? 'one-behind' : 'two-behind'
}

function byTotal(a: BoardRow, b: BoardRow): number {
  return b.total - a.total || (a.environment < b.environment ? -1 : 1)
}

function boardRow(environment: string, cellIn: (column: BoardColumn) => BoardCell): BoardRow {
  const cells = {
    'in-no-commit': cellIn('in-no-commit'),
    'two-behind': cellIn('two-behind'),
    'one-behind': cellIn('one-behind'),
    current: cellIn('current'),
    'not-known': cellIn('not-known'),
  }
  const total = Object.values(cells).reduce((sum, { count }) => sum + count, 0)
  return { environment, total, cells }
}

function toCell(rows: readonly Standing[]): BoardCell {
  const counts = new Map<FleetStateId, number>()
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  return cellOf(counts, rows.length > MOST_NAMED ? [] : rows.map(({ name, state }) => ({ name, state })))
}

function cellOf(counts: ReadonlyMap<FleetStateId, number>, named: BoardCell['named']): BoardCell {
  const states = [...counts]
    .map(([state, count]) => ({ state, count }))
    .sort((a, b) => urgency(a.state) - urgency(b.state))
  const count = states.reduce((sum, one) => sum + one.count, 0)
  const sorted = [...named].sort((a, b) => urgency(a.state) - urgency(b.state) || (a.name < b.name ? -1 : 1))
  return { count, states, named: sorted }
}
