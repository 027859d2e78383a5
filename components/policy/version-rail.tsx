import Link from 'next/link'
import { formatMoment } from '@/components/ui/format-time'
import type { FileVersion } from '@/lib/repository/list-versions'
import { routes } from '@/lib/routes'
import { isEmergency } from './version-words'

const SHOWN = 7

interface VersionRailProps {
  path: string
  /** Newest first. */
  versions: readonly FileVersion[]
  /** The version on the page; null when the commit is not on the tracked line. */
  current: FileVersion | null
  view: string | undefined
  now: Date
}

/** The versions of the file as a line of commits, older to the left; the one on the page is filled. */
export function VersionRail({ path, versions, current, view, now }: VersionRailProps) {
  const shown = around(versions, current).toReversed()
  return (
    <nav className="rail" aria-label="Versions of this file">
      {shown.map((version) => (
        <Link
          key={version.sha}
          href={routes.policy(path, { at: version.sha, view })}
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
    </nav>
  )
}

/** Seven versions with the current one among them, newest first. */
function around(versions: readonly FileVersion[], current: FileVersion | null): FileVersion[] {
  const at = current === null ? 0 : versions.findIndex(({ sha }) => sha === current.sha)
  const start = Math.max(0, Math.min(at - 1, versions.length - SHOWN))
  return versions.slice(start, start + SHOWN)
}
