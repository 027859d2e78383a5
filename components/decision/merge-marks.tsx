import Link from 'next/link'
import { formatInstant } from '@/components/ui/format-time'
import { routes } from '@/lib/routes'

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

/** Share of the width below which two labels would lie on each other: then only the later one is written. */
const APART = 0.07

/** Dashed lines where changes were merged, each a link to its change. They lie over the chart, so that their text is not stretched. */
export function MergeMarks({ marks, from, to }: MergeMarksProps) {
  const placed = marks
    .map((mark) => ({ mark, place: (mark.at.getTime() - from) / (to - from) }))
    .filter(({ place }) => place >= 0 && place <= 1)
  return (
    <ul className="marks" aria-label="Changes merged in this time">
      {placed.map(({ mark: { number, title, at }, place }, index) => {
        const next = placed[index + 1]
        const isWritten = next === undefined || next.place - place > APART
        return (
          <li key={number} style={{ left: `${place * 100}%` }} className={place > 0.9 ? 'end' : ''}>
            <Link
              href={routes.change(number)}
              title={`${title}, merged ${formatInstant(at)}`}
              aria-label={`#${number} ${title}, merged ${formatInstant(at)}`}
              prefetch={false}
              draggable={false}
            >
              {isWritten ? `#${number}` : ''}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
