import Link from 'next/link'
import type { ReactNode } from 'react'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { countOf } from '@/components/ui/format-number'
import type { CommitApproval } from '@/lib/changes/find-approval'
import type { FileVersion, FileVersions } from '@/lib/repository/list-versions'
import { routes } from '@/lib/routes'
import { sayPeople } from './compare/version-names'
import { isEmergency } from './version-words'

const SHOWN = 8

interface VersionListProps {
  path: string
  /** Its name in the repository. */
  repositoryPath: string
  history: FileVersions
  /** Who agreed to the versions that a pull request brought, by commit. */
  approvals: ReadonlyMap<string, CommitApproval>
  current: FileVersion | null
  /** The page at another commit, drawn as it is now. */
  hrefAt: (at: string) => string
  now: Date
  /** The address of a commit on the forge. */
  forgeCommit: (sha: string) => string
  /** Starts a draft that takes a version back; left out for who may not, and in the past. */
  revert?: ((version: { readonly sha: string; readonly title: string }) => ReactNode) | undefined
}

/** What changed the file, newest first, and by which pull request. */
export function VersionList(props: VersionListProps) {
  const { path, repositoryPath, history, approvals, current, hrefAt, now, forgeCommit, revert } = props
  return (
    <Panel
      title="History"
      note={countOf(history.total, 'change')}
      more={
        history.total > SHOWN ? (
          <Link
            href={routes.changes({ policy: path })}
            prefetch={false}
            aria-label="All changes of this file"
          >
            All
          </Link>
        ) : undefined
      }
    >
      <ul className="rows hs">
        {history.versions.slice(0, SHOWN).map((version) => (
          <li
            key={version.sha}
            data-version={version.sha}
            className="row"
            style={{ alignItems: 'flex-start' }}
          >
            <span style={{ marginTop: 3 }}>
              <Glyph
                name={isEmergency(version) ? 'emergency' : 'merged'}
                label={version.blob === null ? 'removed' : undefined}
              />
            </span>
            <div className="grow">
              <p className="row">
                <Title version={version} />
              </p>
              <p className="s mid">{sayPeople(version, approvals.get(version.sha), [repositoryPath])}</p>
              <p className="s dim">
                <Link
                  className="sha"
                  href={hrefAt(version.sha)}
                  prefetch={false}
                  title={version.sha}
                  aria-label={`This file at ${version.sha.slice(0, 7)}`}
                >
                  {version.sha.slice(0, 7)}
                </Link>{' '}
                · <Time at={version.at} now={now} show="moment" />
                {current !== null && version.sha !== current.sha && (
                  <>
                    {' '}
                    · <CompareLink path={path} version={version} current={current} />
                  </>
                )}
                {' · '}
                <a className="nw" href={forgeCommit(version.sha)} rel="noreferrer" data-forge>
                  on GitHub
                </a>
              </p>
            </div>
            {version.position > 0 &&
              revert?.({ sha: version.sha, title: version.change?.title ?? version.subject })}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Title({ version }: { version: FileVersion }) {
  const { change, subject, sha } = version
  if (change === null) {
    return (
      <Link className="q b" href={routes.changeByCommit(sha)} prefetch={false}>
        {subject}
      </Link>
    )
  }
  return (
    <>
      <Link className="q b" href={routes.change(change.number)} prefetch={false}>
        {change.title}
      </Link>
      <span className="dim">#{change.number}</span>
    </>
  )
}

function CompareLink({
  path,
  version,
  current,
}: {
  path: string
  version: FileVersion
  current: FileVersion
}) {
  const [older, newer] =
    version.position < current.position ? [version.sha, current.sha] : [current.sha, version.sha]
  return (
    <Link href={routes.policy(path, { compare: `${older}...${newer}` })} prefetch={false}>
      compare
    </Link>
  )
}
