import type { ReactNode } from 'react'

interface TableProps {
  /** Names the table for screen readers. */
  label: string
  /** Rows of 28 instead of 32 px. */
  tight?: boolean
  /** On phones each row becomes two or three lines; cells take `data-l` as their label, classes `full` and `push`. */
  cards?: boolean
  className?: string
  children: ReactNode
}

/** A table that scrolls in itself, never the page. Its scroll area can be reached by keyboard. */
export function Table({ label, tight = false, cards = false, className = '', children }: TableProps) {
  const classes = [tight ? 'tight' : '', cards ? 'cards2' : '', className].filter(Boolean).join(' ')
  return (
    <div className="tw">
      <table className={classes} aria-label={label}>
        {children}
      </table>
    </div>
  )
}
