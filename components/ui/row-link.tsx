import type { ReactNode } from 'react'

interface RowLinkProps {
  readonly href: string
  readonly id?: string
  readonly children: ReactNode
  readonly className?: string
  readonly title?: string
  readonly style?: React.CSSProperties
  /** Id of what says more of the row, for who hears only the link when keys walk from row to row. */
  readonly 'aria-describedby'?: string
  readonly 'aria-label'?: string
  readonly 'aria-current'?: 'true' | undefined
  /** Stay at this height of the page. */
  readonly stay?: boolean
  /** It is what its row is about: a click beside the other links of the row goes there too. */
  readonly ofRow?: boolean
}

/**
 * A link to a page of the console of which there are many, such as those in the rows of a table: a plain anchor, which takes server and
 * browser a third of the time of Next's. `listenToRowLinks` takes its clicks; before it listens, the browser loads the page.
 */
export function RowLink({ stay = false, ofRow = false, children, ...anchor }: RowLinkProps) {
  return (
    <a {...anchor} data-row-link={stay ? 'stay' : ''} data-of-row={ofRow ? '' : undefined}>
      {children}
    </a>
  )
}
