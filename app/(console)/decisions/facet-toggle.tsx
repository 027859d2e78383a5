'use client'

import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'

interface FacetToggleProps {
  /** How many values the log is narrowed to. */
  readonly chosen: number
  readonly children: ReactNode
}

/** The facets stand beside the log where there is room, and behind one button where there is not. */
export function FacetToggle({ chosen, children }: FacetToggleProps) {
  const [shown, setShown] = useState(false)
  return (
    <div>
      <Button className="fcbtn" aria-expanded={shown} onClick={() => setShown(!shown)}>
        Filters {chosen > 0 && <span className="num">{chosen}</span>}
      </Button>
      <aside className={shown ? 'fcs shown' : 'fcs'} aria-label="Filters">
        {children}
      </aside>
    </div>
  )
}
