'use client'

import Link from 'next/link'
import { formatInstant } from '@/components/ui/format-time'
import { Menu, MenuLink } from '@/components/ui/menu'
import { routes } from '@/lib/routes'
import { groupMarks, isAtEnd, placeLines, type MarkGroup } from './place-marks'

/** A merged change and when it was merged. */
export interface MergeMark {
  readonly number: number
  readonly title: string
  readonly at: Date
}

interface MergeMarksProps {
  readonly marks: readonly MergeMark[]
  /** What the width stands for; milliseconds since the Unix epoch. */
  readonly from: number
  readonly to: number
}

/**
 * Dashed lines where changes were merged, each a link to its change, or a menu of those that lie too close to be pointed at. They lie over
 * the chart, so that their text is not stretched.
 */
export function MergeMarks({ marks, from, to }: MergeMarksProps) {
  const placed = marks
    .map((mark) => ({ ...mark, place: (mark.at.getTime() - from) / (to - from) }))
    .filter(({ place }) => place >= 0 && place <= 1)
  return (
    // What is pressed on a mark, or in its menu, does not begin a range of the chart below.
    <ul
      className="marks"
      aria-label="Changes merged in this time"
      onPointerDown={(event) => event.stopPropagation()}
    >
      {groupMarks(placed).map((group) => {
        const [first, ...others] = group
        return (
          <li
            key={first.number}
            className={isAtEnd(first) ? 'end' : ''}
            style={{ left: `${first.place * 100}%` }}
          >
            {others.length === 0 ? <OneMark mark={first} /> : <MarkMenu marks={group} />}
          </li>
        )
      })}
      {placeLines(placed).map((place) => (
        <li key={place} className="ln" style={{ left: `${place * 100}%` }} aria-hidden="true" />
      ))}
    </ul>
  )
}

function OneMark({ mark: { number, title, at } }: { mark: MergeMark }) {
  const words = `${title}, merged ${formatInstant(at)}`
  return (
    <Link
      href={routes.change(number)}
      title={words}
      aria-label={`#${number} ${words}`}
      prefetch={false}
      draggable={false}
    >
      #{number}
    </Link>
  )
}

function MarkMenu({ marks }: { marks: MarkGroup<MergeMark> }) {
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="lk" aria-label={`${marks.length} changes merged close together`}>
          ×{marks.length}
        </button>
      }
    >
      {marks.map(({ number, title, at }) => (
        <MenuLink key={number} href={routes.change(number)}>
          #{number} {title} <span className="dim">{formatInstant(at)}</span>
        </MenuLink>
      ))}
    </Menu>
  )
}
