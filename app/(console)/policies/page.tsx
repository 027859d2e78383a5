import type { Metadata } from 'next'
import { ExplorerRail } from '@/components/policy/explorer-rail'
import { groupPaths } from '@/components/policy/group-paths'
import { type LivePolicy, toPolicyRow } from '@/components/policy/policy-row'
import { PolicyTable } from '@/components/policy/policy-table'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { SettingsMistake } from '@/components/settings/settings-mistake'
import { PastBanner } from '@/components/shell/past-banner'
import { LinkButton } from '@/components/ui/button'
import { ExportMenu } from '@/components/ui/export-menu'
import { countOf, formatCount } from '@/components/ui/format-number'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { ListEnded, PageLinks } from '@/components/ui/page-links'
import { PanelEmpty } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { findRevision } from '@/lib/repository/find-revision'
import { knownOwnerErrors } from '@/lib/changes/known-owner-errors'
import { listPolicies, type PolicyList } from '@/lib/repository/list-policies'
import { apiRoutes, forgeRoutes, routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { bringerOf } from '../bringer-of'
import { StartDraft } from '../start-draft-client'
import { compareAll } from './compare-all'
import { compareLink } from './compare-link'
import { livePolicies } from './live-policies'
import { ownPolicies } from './own-policies'
import { requiredTeams } from './required-teams'
import { readExplorerSearch } from './search-params'
import { selectPolicies } from './select-policies'

export const metadata: Metadata = { title: 'Policies' }

interface PoliciesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** More rows cost more time to draw than anybody reads. */
const PAGE = 50

/** Who owns what, how strict is it, and what changed it last: at any commit. */
export default async function PoliciesPage({ searchParams }: PoliciesPageProps) {
  const ctx = await requirePerson()
  const { at, q, team, mine, from, compare } = readExplorerSearch(await searchParams)
  const opened = await server()
  if (compare !== undefined) return compareAll(ctx, opened, compare, from)
  const { mirror, repository } = opened
  const history = await trackedHistory(opened)
  const answer = await findRevision({ ctx, source: { mirror, history, ref: repository.ref } }, at)
  if (answer.kind !== 'found')
    return <UnknownRevision at={at ?? ''} answer={answer} now={routes.policies()} />
  const { revision } = answer
  const list = await listPolicies(mirror, history.index, revision)
  const branch = branchName(repository.ref)
  const [live, own, required] = await Promise.all([
    revision.isNow ? livePolicies(ctx, opened) : null,
    ownPolicies(ctx, opened, list.policies),
    revision.isNow ? requiredTeams(ctx, branch) : () => [],
  ])
  const shown = selectPolicies(list.policies, own, { team, q, mine })
  const file = { at, q, team, mine }
  const page = shown.slice(from, from + PAGE)
  const place = {
    from,
    matching: shown.length,
    size: PAGE,
    hrefOf: (start: string | undefined) => routes.policies({ at, q, team, mine, from: start }),
  }
  const groups = groupPaths(page.map((policy) => toPolicyRow(policy, live, own, required)))
  const compared = compareLink(history.index, revision, list.configuration.configuration.root)
  const mayDraft = revision.isNow && roleAtLeast(ctx.actor.role, 'write')
  const forge = forgeRoutes(opened.environment.GITHUB_URL, repository)
  return (
    <>
      {!revision.isNow && (
        <PastBanner
          commit={revision.commit}
          branch={branch}
          instant={revision.instant}
          onBranch={revision.position !== null}
          bringer={await bringerOf(ctx, opened, history, revision)}
          now={routes.policies({ q, team, mine })}
        />
      )}
      <PageHeader
        title="Policies"
        actions={
          <>
            {compared !== null && (
              <LinkButton href={compared}>{revision.isNow ? 'Compare' : 'Compare with now'}</LinkButton>
            )}
            <ExportMenu
              csv={apiRoutes.exportPolicies({ ...file, format: 'csv' })}
              ndjson={apiRoutes.exportPolicies({ ...file, format: 'ndjson' })}
            />
            {mayDraft && <StartDraft id="new-policy" word="New policy" variant="outline" files={[]} />}
          </>
        }
      >
        <Summary list={list} live={live} />
      </PageHeader>
      <SettingsProblems list={list} />
      {mine !== undefined && own === null && <TeamsNotKnown />}
      <div className="explore">
        <ExplorerRail
          list={list}
          ownerErrors={ownerErrorsOf(list, revision.isNow)}
          team={team}
          at={at}
          q={q}
          own={own?.size ?? null}
          mine={mine}
          fileOnForge={(path) => forge.file(revision.commit, path)}
          live={live}
        />
        <section className="panel" aria-label="Policies by folder">
          {shown.length === 0 ? (
            <NothingListed list={list} ownsNone={mine !== undefined && own?.size === 0} at={at} />
          ) : page.length === 0 ? (
            <ListEnded {...place} />
          ) : (
            <PolicyTable groups={groups} at={at} isNow={live !== null} now={ctx.now} />
          )}
          <PageLinks {...place} shown={page.length} />
        </section>
      </div>
    </>
  )
}

/** GitHub’s word is about now: of the past it is what Lockstep reads. */
function ownerErrorsOf({ codeowners }: PolicyList, isNow: boolean) {
  if (codeowners === null) return []
  return isNow ? knownOwnerErrors(codeowners).errors : codeowners.codeowners.errors
}

function Summary({ list, live }: { list: PolicyList; live: ReadonlyMap<string, LivePolicy> | null }) {
  const figures = list.policies.flatMap(({ state }) => ('figures' in state ? [state.figures] : []))
  const tools = figures.reduce((sum, { tools }) => sum + tools, 0)
  const rules = figures.reduce((sum, { rules }) => sum + rules, 0)
  const refused = list.policies.filter(({ state }) => state.kind !== 'valid').length
  return (
    <>
      {countOf(list.policies.length, 'file')} in{' '}
      <span className="mono">{list.configuration.configuration.root}/</span>, {countOf(tools, 'tool')},{' '}
      {countOf(rules, 'rule')}.{' '}
      {live !== null && (
        <RunsOn paths={list.policies.map(({ repositoryPath }) => repositoryPath)} live={live} />
      )}
      {refused > 0 && <b className="b deny">{countOf(refused, 'file')} Intercept would refuse.</b>}
    </>
  )
}

function RunsOn({ paths, live }: { paths: readonly string[]; live: ReadonlyMap<string, LivePolicy> }) {
  const totals = paths.map((path) => live.get(path)?.total ?? 0)
  const used = totals.filter((total) => total > 0).length
  const proxies = totals.reduce((sum, total) => sum + total, 0)
  if (proxies === 0) return null
  return `${formatCount(used)} run on ${countOf(proxies, 'proxy', 'proxies')}, ${formatCount(paths.length - used)} ${paths.length - used === 1 ? 'runs' : 'run'} nowhere. `
}

/** With problems in `.lockstep.yaml` policies are read from the folder that is the default, which nobody would guess. */
function SettingsProblems({ list }: { list: PolicyList }) {
  const { problems } = list.configuration
  if (problems.length === 0) return null
  return (
    <div style={{ marginBottom: 16 }}>
      <SettingsMistake problems={problems} />
    </div>
  )
}

/** Who asked for their own sees all of them, and must know why. */
function TeamsNotKnown() {
  return (
    <div style={{ marginBottom: 16 }}>
      <Note glyph="unverified" title="GitHub does not say at the moment who is in the owner teams.">
        All policies are shown, not only yours. <HelpLink topic="forge-away" />
      </Note>
    </div>
  )
}

interface NothingListedProps {
  list: PolicyList
  ownsNone: boolean
  at: string | undefined
}

function NothingListed({ list, ownsNone, at }: NothingListedProps) {
  const { root } = list.configuration.configuration
  const all = <LinkButton href={routes.policies(at === undefined ? {} : { at })}>Show all</LinkButton>
  if (ownsNone && list.policies.length > 0) {
    return (
      <PanelEmpty title="None of these policies is yours" actions={all}>
        No line of the owners file that a policy falls under names you or a team that you are in.
      </PanelEmpty>
    )
  }
  if (list.policies.length > 0) {
    return (
      <PanelEmpty title="Nothing matches" actions={all}>
        No file, tool or rule of this commit contains these words.
      </PanelEmpty>
    )
  }
  return (
    <PanelEmpty title={`No policies in ${root}/ yet`}>
      Files named *.yaml below {root}/ are policies. Add one on GitHub; it appears here within a minute.
    </PanelEmpty>
  )
}
