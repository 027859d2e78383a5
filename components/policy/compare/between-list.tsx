import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { formatMoment, formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { CommitApproval } from '@/lib/changes/find-approval'
import type { ComparedVersion } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'
import { isEmergency } from '../version-words'
import { sayPeople, titleOf } from './version-names'

const MOST = 40

interface BetweenListProps {
  /** Newest first; null where it is not known. */
  between: readonly ComparedVersion[] | null
  /** What the first of them changed; null when it brought the file. */
  start: ComparedVersion | null
  approvals: ReadonlyMap<string, CommitApproval>
  /** Names of the file in the repository. */
  paths: readonly string[]
  now: Date
}

/** The changes that lead from one end to the other, newest first. */
export function BetweenList({ between, start, approvals, paths, now }: BetweenListProps) {
  return (
    <Panel title="Between them" note={between === null ? undefined : countOf(between.length, 'change')}>
      {between === null ? (
        <PanelEmpty title="Not known">
          One of the two is not on the tracked branch, or lies before the versions listed here.
        </PanelEmpty>
      ) : between.length === 0 ? (
        <PanelEmpty title="None">No change of this file lies between the two.</PanelEmpty>
      ) : (
        <ul className="rows hs">
          {between.slice(0, MOST).map((version, index) => (
            <li key={version.sha} className="li">
              <Glyph
                name={isEmergency(version) ? 'emergency' : 'merged'}
                label={version.blob === null ? 'removed' : undefined}
              />
              <div className="grow">
                <p className="row">
                  <Title version={version} />
                </p>
                <p className="s mid">{sayPeople(version, approvals.get(version.sha), paths)}</p>
                <p className="s dim num">
                  {formatMoment(version.landedAt, now)}
                  {sayAfter(version, between[index + 1] ?? start)}
                </p>
              </div>
            </li>
          ))}
          {between.length > MOST && <li className="s dim">The {MOST} newest are listed.</li>}
        </ul>
      )}
    </Panel>
  )
}

function Title({ version }: { version: ComparedVersion }) {
  const { change, sha } = version
  return (
    <>
      <Link
        className="q b trunc"
        href={change === null ? routes.changeByCommit(sha) : routes.change(change.number)}
        prefetch={false}
        title={titleOf(version)}
      >
        {titleOf(version)}
      </Link>
      <span className="dim num">{change === null ? sha.slice(0, 7) : `#${change.number}`}</span>
    </>
  )
}

function sayAfter(version: ComparedVersion, before: ComparedVersion | null): string {
  if (before === null) return ''
  const span = version.landedAt.getTime() - before.landedAt.getTime()
  return span < 0 ? '' : `, ${formatSpan(span)} after`
}
