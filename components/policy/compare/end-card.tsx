import type { ReactNode } from 'react'
import { countOf } from '@/components/ui/format-number'
import { formatMoment, formatSpan } from '@/components/ui/format-time'
import { Digest, Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import type { CommitApproval } from '@/lib/changes/find-approval'
import type { ComparedEnd, ComparedVersion } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'
import { ChooseEnd } from './choose-end'
import type { ComparisonPlace, EndName } from './comparison-place'
import { ChangeLink, sayApprovers, titleOf } from './version-names'

interface EndCardProps {
  name: EndName
  end: ComparedEnd
  /** Full repository paths: the names of the file. */
  paths: readonly string[]
  place: ComparisonPlace
  /** Of the change that brought it; absent for what was pushed. */
  approval: CommitApproval | undefined
  /** Who runs or ran it, as far as that is proved; left out when no proxy followed the file. */
  runs?: { word: string; said: ReactNode } | undefined
  /** The tracked one. */
  branch: string
  now: Date
}

/** One end of a comparison: which version, since when, by whom, with whose agreement, and who ran it. */
export function EndCard({ name, end, paths, place, approval, runs, branch, now }: EndCardProps) {
  const { revision, file, version } = end
  const word = name === 'earlier' ? 'Older' : 'Newer'
  return (
    <section className="panel" aria-label={word}>
      <div className="sh">
        <span className="ab">{word}</span>
        <h2>
          {file === null ? (
            <span className="sha" title={revision.commit}>
              {revision.commit.slice(0, 7)}
            </span>
          ) : (
            <Sha sha={revision.commit} href={routes.policy(file.path, { at: revision.commit })} />
          )}
        </h2>
        {version !== null && (
          <span className="s trunc">
            {titleOf(version)}, <ChangeLink version={version} />
          </span>
        )}
        <span className="more">
          <ChooseEnd
            word={name === 'earlier' ? 'older' : 'newer'}
            moves={place.sideOf(name)}
            address={place.address}
            paths={paths}
          />
        </span>
      </div>
      <dl className="dl">
        {file === null ? (
          <>
            <dt>The file</dt>
            <dd>
              <b className="b">does not exist</b> in this commit
            </dd>
          </>
        ) : (
          <>
            <dt>On {branch}</dt>
            <dd>
              <OnBranch end={end} now={now} />
            </dd>
            {version !== null && <People version={version} approval={approval} path={file.repositoryPath} />}
            {runs !== undefined && (
              <>
                <dt>{runs.word}</dt>
                <dd>{runs.said}</dd>
              </>
            )}
            <dt>Content</dt>
            <dd>
              <Content file={file} />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

function OnBranch({ end: { revision, version }, now }: { end: ComparedEnd; now: Date }) {
  if (revision.position === null) return 'no: it is the head of a branch or of a pull request'
  if (version === null) return 'yes, since before the versions listed here'
  const { landedAt, until, isStated } = version
  const span = formatSpan((until ?? now).getTime() - landedAt.getTime())
  return (
    <>
      {until === null && 'since '}
      <Time at={landedAt} now={now} show="moment" />
      {until !== null && ` to ${formatMoment(until, now)}`}, <b className="b nw">{span}</b>
      {isStated && <span className="s dim"> as the commit states</span>}
    </>
  )
}

interface PeopleProps {
  version: ComparedVersion
  approval: CommitApproval | undefined
  path: string
}

function People({ version, approval, path }: PeopleProps) {
  if (approval === undefined)
    return (
      <>
        <dt>Committed by</dt>
        <dd>
          {version.committedBy} <span className="s dim">without a pull request that Lockstep knows</span>
        </dd>
      </>
    )
  return (
    <>
      <dt>Drafted by</dt>
      <dd>@{approval.draftedBy}</dd>
      <dt>Approved by</dt>
      <dd>{sayApprovers(approval, [path]) ?? 'not read from GitHub yet'}</dd>
    </>
  )
}

function Content({ file: { sha256, content } }: { file: NonNullable<ComparedEnd['file']> }) {
  return (
    <>
      {sha256 !== null && <Digest sha256={sha256} />}
      {'text' in content && `, ${countOf(content.text.replace(/\r?\n$/, '').split('\n').length, 'line')}`}
      {content.kind !== 'valid' && (
        <b className="b deny">
          {'text' in content
            ? ', Intercept would refuse it'
            : `${sha256 === null ? '' : ', '}no text that could be a policy`}
        </b>
      )}
    </>
  )
}
