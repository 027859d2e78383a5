import Link from 'next/link'
import { Fragment } from 'react'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import type { BoardCell, BoardColumn, BoardRow } from '@/lib/fleet/fleet-board'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

/** From the farthest to what is not known. */
const BOARD_COLUMNS = [
  { id: 'in-no-commit', word: 'in no commit' },
  { id: 'two-behind', word: '2 or more behind' },
  { id: 'one-behind', word: '1 behind' },
  { id: 'current', word: 'current' },
  { id: 'not-known', word: 'not known' },
] as const satisfies readonly { id: BoardColumn; word: string }[]

/** Every proxy stands on how far behind it runs, one row per environment. The fleet's table has the same. */
export function StepBoard({ rows }: { rows: readonly BoardRow[] }) {
  const most = isCounted(rows) ? Math.max(...cellsOf(rows).map(({ count }) => count)) : 0
  return (
    <div
      className={most > 0 ? 'step large' : 'step'}
      role="group"
      aria-label="Proxies by environment and by distance behind what is desired"
    >
      <div className="h" />
      {BOARD_COLUMNS.map(({ id, word }) => (
        <div key={id} className={`h ${mark(id)}`}>
          {word}
        </div>
      ))}
      {rows.map(({ environment, total, cells }) => (
        <Fragment key={environment}>
          <div className="e">
            <span className="name">{environment}</span> <span className="dim num">{formatCount(total)}</span>
          </div>
          {BOARD_COLUMNS.map(({ id, word }) => (
            <Cell
              key={id}
              cell={cells[id]}
              most={most}
              column={id}
              label={`${environment}, ${word}`}
              environment={environment}
            />
          ))}
        </Fragment>
      ))}
    </div>
  )
}

interface CellProps {
  readonly cell: BoardCell
  /** Of the largest cell; 0 while every proxy is drawn. */
  readonly most: number
  readonly column: BoardColumn
  readonly label: string
  readonly environment: string
}

function Cell({ cell, most, column, label, environment }: CellProps) {
  if (cell.count === 0) return <div className={`cell ${mark(column)}`} />
  return (
    <ul
      className={`cell ${mark(column)}`}
      aria-label={`${label}: ${countOf(cell.count, 'proxy', 'proxies')}`}
    >
      {cell.named.map(({ name, state }) => (
        <li key={name}>
          <Link
            href={routes.proxy(name)}
            title={`${name}: ${fleetState(state).word.toLowerCase()}`}
            prefetch={false}
          >
            <Glyph name={fleetState(state).slug} label={`${name}: ${fleetState(state).word.toLowerCase()}`} />
          </Link>
        </li>
      ))}
      {cell.named.length === 0 &&
        cell.states.map(({ state, count }) => (
          <li key={state}>
            <Link
              className="q row nw"
              href={routes.fleet({ env: environment, state: fleetState(state).slug })}
              prefetch={false}
            >
              <Glyph name={fleetState(state).slug} label={fleetState(state).word} />
              <span className="num">{formatCount(count)}</span>
            </Link>
          </li>
        ))}
      {most > 0 && <Bar share={Math.sqrt(cell.count / most)} />}
    </ul>
  )
}

/** Drawn only beside counts that say the same. */
function Bar({ share }: { share: number }) {
  return (
    <li className="sqrt" aria-hidden="true">
      <i style={{ width: `${Math.max(3, share * 100)}%` }} />
    </li>
  )
}

/** Whether some cell has more proxies than are drawn one by one: then all get a bar, which grows with the square root. */
export function isCounted(rows: readonly BoardRow[]): boolean {
  return cellsOf(rows).some(({ count, named }) => count > 0 && named.length === 0)
}

function cellsOf(rows: readonly BoardRow[]): BoardCell[] {
  return rows.flatMap(({ cells }) => Object.values(cells))
}

function mark(column: BoardColumn): string {
  if (column === 'current') return 'cur'
  return column === 'not-known' ? 'np' : ''
}
