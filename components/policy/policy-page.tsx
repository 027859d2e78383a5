import type { ComponentProps, ReactNode } from 'react'
import { PageKeys, type PageKey } from '@/components/shell/page-keys'
import { PastBanner } from '@/components/shell/past-banner'
import { ExternalButton } from '@/components/ui/button'
import { CopyLink } from '@/components/ui/copy-link'
import { Alternatives } from '@/components/ui/names'
import { PageHeader } from '@/components/ui/page-header'
import type { Bringer } from '@/lib/changes/find-bringer'
import { printable } from '@/lib/policy/describe/sentence'
import type { Revision } from '@/lib/repository/find-revision'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { type ForgeRoutes, routes } from '@/lib/routes'
import { EDIT_BUTTON } from './edit-button-id'
import { folderCrumbs } from './folder-crumbs'
import { OwnersText } from './owners-text'
import { PolicyContentView } from './policy-content-view'
import { RequiredText } from './required-text'
import { RailNotes } from './rail-notes'
import type { OfferedTools } from './kind-groups'
import type { PolicyTraffic } from './traffic'
import { VersionList } from './version-list'
import { VersionRail } from './version-rail'
import { VersionSelect } from './version-select'

interface PolicyPageProps {
  file: Extract<PolicyFile, { kind: 'found' }>
  revision: Revision
  /** Teams that rulesets require beside the owners. */
  required: readonly string[]
  /** What the commit belongs to where the branch was never at it; null otherwise, and where that is not known. */
  bringer: Bringer | null
  branch: string
  forge: ForgeRoutes
  search: {
    at: string | undefined
    tool: string | undefined
    view: 'matrix' | 'reading' | undefined
    case: number | undefined
  }
  now: Date
  /** Starts a draft; left out for who may not, and in the past. */
  edit?: ReactNode
  /** Open pull requests that change the file, the oldest first. */
  open: ComponentProps<typeof VersionRail>['open']
  /** Who agreed to its versions, by commit. */
  approvals: ComponentProps<typeof VersionList>['approvals']
  revert?: ComponentProps<typeof VersionList>['revert']
  traffic: PolicyTraffic | null
  offered: OfferedTools | null
  /** The panel of proxies that follow this policy. */
  runs: ReactNode
  /** The panel of what is worth a look. */
  look: ReactNode
  /** The panels of its tests, below the rules. */
  tests: ReactNode
}

/** One policy at one commit. */
export function PolicyPage({
  file,
  revision,
  required,
  bringer,
  branch,
  forge,
  search,
  now,
  edit,
  open,
  approvals,
  revert,
  traffic,
  offered,
  runs,
  look,
  tests,
}: PolicyPageProps) {
  const { path, content, owners, history, current } = file
  const onForge = forge.file(revision.commit, file.repositoryPath)
  const { tool, view } = search
  const hrefAt = (at: string | undefined) => routes.policy(path, { at, tool, view })
  const permalink = routes.policy(path, { at: revision.commit, tool, view, case: search.case })
  const description = 'loaded' in content ? content.loaded.policy.description : ''
  return (
    <>
      {!revision.isNow && (
        <PastBanner
          commit={revision.commit}
          branch={branch}
          instant={revision.instant}
          onBranch={revision.position !== null}
          bringer={bringer}
          now={hrefAt(undefined)}
        />
      )}
      <PageHeader
        title={printable(path.slice(path.lastIndexOf('/') + 1))}
        crumbs={folderCrumbs(path, search.at)}
        actions={
          <>
            <CopyLink path={permalink} />
            <ExternalButton href={onForge}>View on GitHub</ExternalButton>
            {edit}
          </>
        }
      >
        {description !== '' && `${printable(description)} · `}
        {owners === null || owners.length === 0 ? (
          <OwnersText owners={owners} />
        ) : (
          <span>
            owned by <Alternatives owners={owners} />
          </span>
        )}
        <RequiredText teams={required} />
      </PageHeader>
      <VersionRail versions={history.versions} current={current} hrefAt={hrefAt} open={open} now={now} />
      <VersionSelect path={path} shas={history.versions.map(({ sha }) => sha)} />
      <RailNotes file={file} revision={revision} branch={branch} />
      <PageKeys keys={pageKeys(file, permalink, hrefAt)} />
      <PolicyContentView
        file={file}
        search={search}
        raw={onForge}
        traffic={traffic}
        offered={offered}
        runs={runs}
        look={look}
        tests={tests}
        aside={
          <>
            <VersionList
              path={path}
              repositoryPath={file.repositoryPath}
              history={history}
              approvals={approvals}
              current={current}
              hrefAt={hrefAt}
              now={now}
              forgeCommit={forge.commit}
              revert={revert}
            />
          </>
        }
      />
    </>
  )
}

function pageKeys(
  { path, history, current }: PolicyPageProps['file'],
  permalink: string,
  hrefAt: (at: string) => string,
): PageKey[] {
  const keys: PageKey[] = [
    { key: 'y', copy: permalink },
    { key: 'e', press: EDIT_BUTTON },
  ]
  if (current === null) return keys
  const at = history.versions.findIndex(({ sha }) => sha === current.sha)
  const [newer, older] = [history.versions[at - 1], history.versions[at + 1]]
  if (older !== undefined) {
    keys.push({ key: '[', href: hrefAt(older.sha) })
    keys.push({ key: 'c', href: routes.policy(path, { compare: `${older.sha}...${current.sha}` }) })
  }
  if (newer !== undefined) keys.push({ key: ']', href: hrefAt(newer.sha) })
  return keys
}
