import Link from 'next/link'
import { FilterInput } from '@/components/ui/filter-input'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import { fleetState } from '@/lib/fleet/states'
import type { PolicyList } from '@/lib/repository/list-policies'
import type { UnreadLine } from '@/lib/repository/unread-lines'
import { routes } from '@/lib/routes'
import { groupPaths } from './group-paths'
import { InvalidOwnerLines, UNKNOWN } from './invalid-owner-lines'
import type { LivePolicy } from './policy-row'
import { PostureLegend } from './posture-bar'

interface ExplorerRailProps {
  list: PolicyList
  /** What is wrong with its owners file, by whoever knows it best. */
  ownerErrors: readonly UnreadLine[]
  team: string | undefined
  at: string | undefined
  q: string | undefined
  /** How many policies the person owns; null when that is not known. */
  own: number | null
  /** Only these are listed beside it. */
  mine: '1' | undefined
  /** A file of the shown commit on GitHub. */
  fileOnForge: (path: string) => string
  /** By full repository path; null in the past. */
  live: ReadonlyMap<string, LivePolicy> | null
}

/** Search, the tree of folders, where owners come from, and what the textures mean. */
export function ExplorerRail({
  list,
  ownerErrors,
  team,
  at,
  q,
  own,
  mine,
  fileOnForge,
  live,
}: ExplorerRailProps) {
  const { root } = list.configuration.configuration
  return (
    <aside aria-label="Find a policy">
      <div className="find">
        <FilterInput label="Filter files, tools, rules" name="q" />
      </div>
      {own !== null && (
        <nav className="seg whose" aria-label="Whose policies">
          <Link
            href={routes.policies({ at, q, team })}
            aria-current={mine === undefined ? 'page' : undefined}
            prefetch={false}
          >
            All <span className="num">{formatCount(list.policies.length)}</span>
          </Link>
          <Link
            href={routes.policies({ at, q, team, mine: '1' })}
            aria-current={mine === undefined ? undefined : 'page'}
            prefetch={false}
          >
            Yours <span className="num">{formatCount(own)}</span>
          </Link>
        </nav>
      )}
      <nav aria-label="Folders" className="tree">
        <Link
          href={routes.policies({ at, q, mine })}
          prefetch={false}
          aria-current={team === undefined ? 'true' : undefined}
        >
          <span className="row">
            <Icon name="folder" className="dim" />
            {root}
          </span>
          <span className="num dim">{list.policies.length}</span>
        </Link>
        {groupPaths(list.policies).map(({ folder, members }) => (
          <Folder
            key={folder}
            folder={folder}
            members={members}
            team={team}
            at={at}
            q={q}
            mine={mine}
            live={live}
          />
        ))}
      </nav>
      <hr />
      <Owners list={list} ownerErrors={ownerErrors} fileOnForge={fileOnForge} />
      <hr />
      <h2>Posture bar</h2>
      <PostureLegend />
    </aside>
  )
}

interface FolderProps extends Omit<ExplorerRailProps, 'list' | 'ownerErrors' | 'own' | 'fileOnForge'> {
  folder: string
  members: PolicyList['policies']
}

/** Of a folder with more files, the rest is behind its name. */
const FILES = 20

function Folder({ folder, members, team, at, q, mine, live }: FolderProps) {
  return (
    <>
      {folder !== '' && (
        <Link
          className="folder"
          href={routes.policies({ at, q, team: folder, mine })}
          prefetch={false}
          aria-current={team === folder ? 'true' : undefined}
        >
          <span className="row">
            <Icon name="folder" className="dim" />
            <span className="trunc">{folder}</span>
          </span>
          <span className="num dim">{members.length}</span>
        </Link>
      )}
      {members.slice(0, FILES).map(({ path, repositoryPath, state }) => (
        <Link key={path} className="file" href={routes.policy(path, { at })} prefetch={false}>
          <span className="trunc">{path.slice(folder === '' ? 0 : folder.length + 1)}</span>
          {state.kind === 'valid' ? (
            <Drift worst={live?.get(repositoryPath)?.worst ?? null} />
          ) : (
            <Glyph name="rejected" label="Intercept would refuse it" />
          )}
        </Link>
      ))}
      {members.length > FILES && (
        <Link className="file" href={routes.policies({ at, q, team: folder, mine })} prefetch={false}>
          <span className="dim">{formatCount(members.length - FILES)} more</span>
        </Link>
      )}
    </>
  )
}

/** Only what is not in sync has a mark. */
function Drift({ worst }: { worst: LivePolicy['worst'] }) {
  if (worst === null || worst === 'IN_SYNC') return null
  const { slug, word } = fleetState(worst)
  return <Glyph name={slug} label={`runs somewhere: ${word.toLowerCase()}`} />
}

type OwnersProps = Pick<ExplorerRailProps, 'list' | 'ownerErrors' | 'fileOnForge'>

function Owners({ list, ownerErrors, fileOnForge }: OwnersProps) {
  const { codeowners, policies } = list
  const unowned = policies.filter(({ owners }) => owners === null || owners.length === 0).length
  if (codeowners === null) {
    return (
      <>
        <h2>No owners file</h2>
        <p className="s mid" style={{ marginTop: 4 }}>
          GitHub reads .github/CODEOWNERS, CODEOWNERS or docs/CODEOWNERS. This commit has none, so nobody owns
          a policy.
        </p>
      </>
    )
  }
  const skipped = new Set(ownerErrors.flatMap(({ kind, line }) => (kind === UNKNOWN ? [] : [line]))).size
  const unknown = ownerErrors.filter(({ kind }) => kind === UNKNOWN).length
  return (
    <div className={ownerErrors.length > 0 ? 'owners-bad' : undefined}>
      <h2>
        Owners from <span className="mono">{codeowners.path}</span>
      </h2>
      <p className="s mid" style={{ marginTop: 4 }}>
        Last match wins; owners on one line are alternatives.{' '}
        {countOf(codeowners.codeowners.rules.length, 'line')}, {countOf(skipped, 'invalid line')}
        {unknown > 0 && `, ${countOf(unknown, 'unknown owner')}`}.{' '}
        {unowned > 0 && <b className="b">{countOf(unowned, 'file')} without an owner.</b>}
      </p>
      <InvalidOwnerLines errors={ownerErrors} hrefOf={(line) => `${fileOnForge(codeowners.path)}#L${line}`} />
    </div>
  )
}
