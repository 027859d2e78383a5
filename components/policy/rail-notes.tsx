import Link from 'next/link'
import { Kbd } from '@/components/ui/kbd'
import { Digest } from '@/components/ui/sha'
import type { Revision } from '@/lib/repository/find-revision'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { routes } from '@/lib/routes'

interface RailNotesProps {
  file: Extract<PolicyFile, { kind: 'found' }>
  revision: Revision
  branch: string
}

/** Which commit is shown, since which one the content is unchanged, its digest, and the keys that move. */
export function RailNotes({ file, revision, branch }: RailNotesProps) {
  const { current, sha256, history, path } = file
  const short = revision.commit.slice(0, 7)
  const at = history.versions.findIndex(({ sha }) => sha === current?.sha)
  const older = at < 0 ? undefined : history.versions[at + 1]
  return (
    <div className="s dim under-rail">
      <span>
        Showing {revision.position === null ? '' : `${branch}@`}
        <span className="mono">{short}</span>
        {current !== null && (
          <>
            ; this file is unchanged since <span className="mono">{current.sha.slice(0, 7)}</span>
          </>
        )}
        {sha256 !== null && (
          <>
            {' · '}
            <Digest sha256={sha256} copy />
          </>
        )}
      </span>
      <span className="keys">
        <span>
          <Kbd>[</Kbd>
          <Kbd>]</Kbd> older, newer
        </span>
        {older !== undefined && current !== null && (
          <Link
            className="q row"
            style={{ gap: 4 }}
            href={routes.policy(path, { compare: `${older.sha}...${current.sha}` })}
            prefetch={false}
          >
            <Kbd>C</Kbd> compare with the version before
          </Link>
        )}
        <span>
          <Kbd>Y</Kbd> copy permalink
        </span>
      </span>
    </div>
  )
}
