'use client'

import { Popover } from './popover'

interface MoreNamesProps {
  readonly names: readonly string[]
  readonly title: string
  /** How many of them are not shown beside it. */
  readonly count: number
}

/** The way from a few names to all of them. */
export function MoreNames({ names, title, count }: MoreNamesProps) {
  return (
    <Popover
      title={title}
      trigger={
        <button type="button" className="lk in-text">
          {count} more
        </button>
      }
    >
      <ul className="names">
        {[...new Set(names)].map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Popover>
  )
}
