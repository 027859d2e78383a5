import type { ReactNode } from 'react'
import { formatInstant } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Mark } from '@/components/ui/icon'
import { routes } from '@/lib/routes'

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
      {below !== undefined && <div className="s dim sif">{below}</div>}
    </main>
  )
}

interface BelowProps {
  readonly host: string
  /** What the last fetch said about GitHub; null before the first. */
  readonly contact: { readonly at: Date; readonly answered: boolean } | null
}

/** Where this is, what explains it, and whether GitHub answers. The version is for people who are signed in: a stranger learns nothing of use from it. */
export function Below({ host, contact }: BelowProps) {
  return (
    <>
      <span>{host}</span>
      {/* Whoever is not let in has the frame of that, which stays while only a part is asked for. */}
      <a href={routes.docs()}>Documentation</a>
      {contact !== null && (
        <span className="row" style={{ gap: 6 }} title={`asked ${formatInstant(contact.at)}`}>
          <Glyph name={contact.answered ? 'passed' : 'failed'} size={12} label={null} />
          {contact.answered ? 'GitHub reachable' : 'GitHub does not answer'}
        </span>
      )}
    </>
  )
}
