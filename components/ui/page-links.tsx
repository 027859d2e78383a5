import Link from 'next/link'
import { LinkButton } from './button'
import { formatCount } from './format-number'
import { PanelEmpty } from './panel'

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

/** Where one is in a long list, with the way back and on. Nothing when all of it is shown, or no row: see `ListEnded`. */
export function PageLinks({ from, shown, matching, size, hrefOf }: PageLinksProps) {
  if (matching <= shown || shown === 0) return null
  const before = Math.max(0, from - size)
  return (
    <nav className="row s mid wrap pages" aria-label="Pages of the list">
      <span className="num">
        {formatCount(from + 1)} to {formatCount(from + shown)} of {formatCount(matching)}
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

/** In the place of the rows of a page that begins where the list has ended: it was longer when the link was made, or the address was written by hand. */
export function ListEnded({ from, matching, size, hrefOf }: Omit<PageLinksProps, 'shown'>) {
  const last = Math.floor((matching - 1) / size) * size
  return (
    <PanelEmpty
      title="The list ends before this page"
      actions={
        <>
          <LinkButton href={hrefOf(undefined)}>To its beginning</LinkButton>
          {last > 0 && <LinkButton href={hrefOf(String(last))}>To its end</LinkButton>}
        </>
      }
    >
      It ends at {formatCount(matching)}; this page begins at {formatCount(from + 1)}.
    </PanelEmpty>
  )
}
