import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/icon'

/** One box in the middle of an otherwise empty page: signing in, and what is shown instead of the console. */
export function StandIn({
  title,
  children,
  below,
}: {
  title: string
  children: ReactNode
  below?: ReactNode
}) {
  return (
    <main id="main" tabIndex={-1} className="si">
      <div className="sibox">
        <div className="mark">
          <Mark />
          <span>Lockstep</span>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
      {below !== undefined && <p className="s dim sif">{below}</p>}
    </main>
  )
}
