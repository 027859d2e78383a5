import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import type { ComparedPolicy, ComparedVersion } from '@/lib/repository/compare-policy'
import { NewestInView } from '../newest-in-view'
import { isEmergency } from '../version-words'
import { CompareKeys } from './compare-keys'
import type { ComparisonPlace, EndName } from './comparison-place'
import { titleOf } from './version-names'

/** Versions that are drawn; of more, those around both ends. */
const MOST = 40

interface CompareRailProps {
  comparison: ComparedPolicy
  place: ComparisonPlace
  now: Date
}

/** The versions of the file, older to the left, with both ends and what lies between. A version moves the end that is nearer to it. */
export function CompareRail({ comparison: { versions, between }, place, now }: CompareRailProps) {
  const [from, to] = [indexOf(versions, place.earlier.version), indexOf(versions, place.later.version)]
  const shown = around(versions, from, to)
  const roleOf = (version: ComparedVersion) => {
    const at = indexOf(versions, version)
    if (at === to) return 'to'
    if (at === from) return 'from'
    return between?.some(({ sha }) => sha === version.sha) === true ? 'mid' : undefined
  }
  return (
    <NewestInView className="rail cmp" label="Versions of this file">
      {shown.map(({ version, skipped }) => {
        const role = roleOf(version)
        const end = nearer(indexOf(versions, version) ?? 0, from, to)
        return (
          <Link
            key={version.sha}
            href={place.move(end, version.sha)}
            prefetch={false}
            scroll={false}
            className={[role, isEmergency(version) ? 'em' : ''].filter(Boolean).join(' ')}
            aria-current={role === 'from' || role === 'to' ? 'true' : undefined}
            title={`${version.subject}: compare with this as the ${WORDS[end]} one`}
          >
            <b className="b two">{titleOf(version)}</b>
            <span className="num">
              {formatMoment(version.landedAt, now)}
              {version.change !== null && ` · #${version.change.number}`}
              {skipped > 0 && ` · after ${countOf(skipped, 'version')} not drawn`}
              {version.blob === null && ' · removed'}
              {isEmergency(version) && <span className="sr"> emergency</span>}
              {role === 'from' && <span className="sr"> older end</span>}
              {role === 'to' && <span className="sr"> newer end</span>}
            </span>
          </Link>
        )
      })}
    </NewestInView>
  )
}

const WORDS = { earlier: 'older', later: 'newer' } as const

/** What lies below the line: what it leaves out, and the keys. */
export function CompareRailNotes({ commits, between }: Pick<ComparedPolicy, 'commits' | 'between'>) {
  const others = commits === null || between === null ? null : commits - between.length
  return (
    <div className="s dim under-rail">
      <span>
        {others === null
          ? 'At least one of the two commits is not on the tracked branch, or lies before the versions listed here.'
          : `Commits that did not touch this file are left out: ${formatCount(others)} between the two.`}
      </span>
      <CompareKeys />
    </div>
  )
}

function indexOf(versions: readonly ComparedVersion[], version: ComparedVersion | null): number | null {
  const at = versions.findIndex(({ sha }) => sha === version?.sha)
  return at < 0 ? null : at
}

/** Indexes count from the newest. */
function nearer(at: number, from: number | null, to: number | null): EndName {
  if (from === null || to === null) return from === null ? 'later' : 'earlier'
  return Math.abs(from - at) < Math.abs(to - at) ? 'earlier' : 'later'
}

interface Shown {
  readonly version: ComparedVersion
  /** Versions left out between the one before it, in time, and this one. */
  readonly skipped: number
}

/** Both ends with what lies between and around them, at least seven versions where there are so many; oldest first. */
function around(versions: readonly ComparedVersion[], from: number | null, to: number | null): Shown[] {
  const start = Math.max(0, Math.min((to ?? from ?? 0) - 1, versions.length - 7))
  const end = Math.min(versions.length, Math.max((from ?? to ?? 0) + 2, start + 7))
  const isAll = end - start <= MOST
  const near = isAll ? versions.slice(start, end) : versions.slice(start, start + MOST / 2)
  const far = isAll ? [] : versions.slice(end - MOST / 2, end)
  return [...near, ...far].toReversed().map((version, at) => {
    const isGap = !isAll && at === far.length
    return { version, skipped: isGap ? end - start - MOST : 0 }
  })
}
