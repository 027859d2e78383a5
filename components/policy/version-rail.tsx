import Link from 'next/link'
import { formatMoment } from '@/components/ui/format-time'
import type { FileVersion } from '@/lib/repository/list-versions'
import { routes } from '@/lib/routes'
import { NewestInView } from './newest-in-view'
import { isEmergency } from './version-words'

const SHOWN = 7
const MOST_OPEN = 2

interface VersionRailProps {
  /** Newest first. */
  versions: readonly FileVersion[]
  /** The version on the page; null when the commit is not on the tracked line. */
  current: FileVersion | null
  /** The page at another commit, drawn as it is now. */
  hrefAt: (at: string) => string
  /** Open pull requests that change the file, the oldest first; none in the past. */
  open: readonly { readonly number: number; readonly title: string }[]
  now: Date
}

/** The versions of the file as a line of commits, older to the left; the one on the page is filled, what is not merged yet is dashed. */
export function VersionRail({ versions, current, hrefAt, open, now }: VersionRailProps) {
  const shown = around(versions, current).toReversed()
  return (
    <NewestInView className="rail" label="Versions of this file">
      {shown.map((version) => (
        <Link
          key={version.sha}
          href={hrefAt(version.sha)}
          prefetch={false}
          className={isEmergency(version) ? 'em' : undefined}
          aria-current={version.sha === current?.sha ? 'true' : undefined}
          title={version.subject}
          data-version={version.sha}
        >
          <b className="b two">{version.change?.title ?? version.subject}</b>
          <span className="num">
            {formatMoment(version.at, now)}
            {version.change !== null && ` · #${version.change.number}`}
            {version.blob === null && ' · removed'}
            {isEmergency(version) && <span className="sr"> emergency</span>}
          </span>
        </Link>
      ))}
      {open.slice(-MOST_OPEN).map(({ number, title }) => (
        <Link key={number} href={routes.change(number)} prefetch={false} className="fut" title={title}>
          <b className="b two">{title}</b>
          <span className="num">Open · #{number}</span>
        </Link>
      ))}
    </NewestInView>
  )
}

/** Seven versions with the current one among them, newest first. */
function around(versions: readonly FileVersion[], current: FileVersion | null): FileVersion[] {
  const at = current === null ? 0 : versions.findIndex(({ sha }) => sha === current.sha)
  const start = Math.max(0, Math.min(at - 1, versions.length - SHOWN))
  return versions.slice(start, start + SHOWN)
}
