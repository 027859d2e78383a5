import Link from 'next/link'
import type { ReactNode } from 'react'
import { Glyph } from './glyph'

interface PastBarProps {
  /** The instant or the commit that is looked at. */
  readonly what: string
  /** Where that is in the history. */
  readonly children: ReactNode
  /** The same page now. */
  readonly now: string
}

/** Says above a page that it shows something else than the present. */
export function PastBar({ what, children, now }: PastBarProps) {
  return (
    <div className="past-bar" role="status">
      <Glyph name="waiting" label={null} />
      <span>
        <b className="b">You are looking at {what}.</b> <span className="mid">{children}</span>
      </span>
      <Link className="btn sm" href={now} prefetch={false}>
        Back to now
      </Link>
    </div>
  )
}
