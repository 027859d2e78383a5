'use client'

import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'

/** The facets stand beside the log where there is room, and behind one button where there is not. */
export function FacetToggle({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false)
  return (
    <div>
      <Button className="fcbtn" aria-expanded={shown} onClick={() => setShown(!shown)}>
        Filters
      </Button>
      <aside className={shown ? 'fcs shown' : 'fcs'} aria-label="Filters">
        {children}
      </aside>
    </div>
  )
}
