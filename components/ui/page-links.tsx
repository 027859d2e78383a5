import Link from 'next/link'
import { formatCount } from './format-number'

interface PageLinksProps {
  /** Place of the first row that is shown, from 0. */
  readonly from: number
  readonly shown: number
  /** All that fit the filters. */
  readonly matching: number
  /** Rows of a page. */
  readonly size: number
  /** Address of the page that begins at a place; undefined is the first. */
  readonly hrefOf: (from: string | undefined) => string
}

/** Where one is in a long list, with the way back and on. Nothing when all of it is shown. */
export function PageLinks({ from, shown, matching, size, hrefOf }: PageLinksProps) {
  if (matching <= shown) return null
  const before = Math.max(0, from - size)
  return (
    <nav className="row s mid wrap pages" aria-label="Pages of the list">
      <span className="num">
        {formatCount(from + Math.min(1, shown))} to {formatCount(from + shown)} of {formatCount(matching)}
      </span>
      {from > 0 && (
        <Link href={hrefOf(before === 0 ? undefined : String(before))} prefetch={false}>
          Before
        </Link>
      )}
      {from + shown < matching && (
        <Link href={hrefOf(String(from + size))} prefetch={false}>
          Next {formatCount(Math.min(size, matching - from - shown))}
        </Link>
      )}
    </nav>
  )
}
