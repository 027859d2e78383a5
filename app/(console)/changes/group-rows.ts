import type { ChangeGroup, ChangeRow } from '@/components/change/change-table'

/**
 * Open first, then what some proxy should run and does not, then what is done, of which at most `most`. Emergencies come first where
 * something is still to be done; apart from that each group keeps the order of the list.
 */
export function groupRows(rows: readonly ChangeRow[], most: number): ChangeGroup[] {
  const isOpen = ({ kind }: ChangeRow) => kind === 'open' || kind === 'draft'
  const isLate = ({ running }: ChangeRow) => running?.kind === 'counted' && running.running < running.total
  const done = rows.filter((row) => !isOpen(row) && !isLate(row))
  const groups: ChangeGroup[] = [
    urgentFirst('Open', rows.filter(isOpen)),
    urgentFirst(
      'Rolling out or not finished',
      rows.filter((row) => !isOpen(row) && isLate(row)),
    ),
    { title: 'Done', rows: done.slice(0, most), total: done.length },
  ]
  return groups.filter(({ total }) => total > 0)
}

function urgentFirst(title: string, rows: readonly ChangeRow[]): ChangeGroup {
  const urgent = rows.filter(({ isEmergency }) => isEmergency)
  const others = rows.filter(({ isEmergency }) => !isEmergency)
  const note = urgent.length > 0 && others.length > 0 ? { note: 'emergencies first' } : {}
  return { title, ...note, rows: [...urgent, ...others], total: rows.length }
}
