import type { ReactNode } from 'react'
import { countOf } from '@/components/ui/format-number'
import type { FleetStateId } from '@/lib/fleet/states'

interface RunningCellProps {
  /** Different contents that its processes run. */
  readonly contents: number
  readonly evidence: number | null
  readonly live: number
  /** Of the live ones, how many run the first of them. */
  readonly count: number
  readonly state: FleetStateId
  /** The contents. */
  readonly children: ReactNode
}

/** What a proxy runs. Below E3 nothing is called running, so no commit is written; of an offline one it is what was known last. */
export function RunningCell({ contents, evidence, live, count, state, children }: RunningCellProps) {
  if (contents === 0) return <span className="dim">no process</span>
  if (evidence === null || evidence < 3) return <span className="unver">not proved</span>
  const isOffline = state === 'OFFLINE'
  if (contents === 1 && live <= 1 && !isOffline) return children
  return (
    <span className="row wrap runs">
      {isOffline && <span className="s dim">last </span>}
      {children}
      {live > 1 && (
        <span className="s dim num">
          {isOffline ? countOf(live, 'instance') : `${count} of ${live} instances`}
        </span>
      )}
    </span>
  )
}
