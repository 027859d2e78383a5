import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PolicyPage as PolicyView } from '@/components/policy/policy-page'
import { PolicyTests } from '@/components/policy/policy-tests'
import { PolicyGone } from '@/components/policy/policy-gone'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { findApprovals } from '@/lib/changes/find-approvals'
import { listOpenOnPaths } from '@/lib/changes/list-open-on-paths'
import { branchName } from '@/lib/git/branch-name'
import { printable } from '@/lib/policy/describe/sentence'
import { findRevision } from '@/lib/repository/find-revision'
import { getPolicy, type PolicyFile } from '@/lib/repository/get-policy'
import { getPolicyTests } from '@/lib/repository/get-policy-tests'
import { roleAtLeast } from '@/lib/context'
import { apiRoutes, forgeRoutes, routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { denyCandidates } from '@/lib/policy/edit/call-candidates'
import { bringerOf } from '../../bringer-of'
import { RevertButton } from '../../changes/revert-button-client'
import { DenyTool } from './deny-tool-client'
import { EDIT_BUTTON } from '@/components/policy/edit-button-id'
import { StartDraft } from '../../start-draft-client'
import { comparison } from './compare'
import { livePolicy } from './live-policy'
import { readPolicySearch } from '../search-params'
import { requiredTeams } from '../required-teams'

interface PolicyPageProps {
  params: Promise<{ path: string[] }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: PolicyPageProps): Promise<Metadata> {
  return { title: printable(pathOf((await params).path)) }
}

/** What may an agent do here, since when, by whose change: at any commit; and between any two. */
export default async function PolicyPage({ params, searchParams }: PolicyPageProps) {
  const ctx = await requirePerson()
  const path = pathOf((await params).path)
  const search = readPolicySearch(await searchParams)
  const opened = await server()
  const { mirror, repository, environment } = opened
  const history = await trackedHistory(opened)
  const source = { mirror, history, ref: repository.ref }
  const forge = forgeRoutes(environment.GITHUB_URL, repository)
  const branch = branchName(repository.ref)
  if (search.compare !== undefined)
    return comparison({ ctx, opened, source, path, ends: search.compare, search })
  const answer = await findRevision({ ctx, source }, search.at)
  if (answer.kind !== 'found')
    return <UnknownRevision at={search.at ?? ''} answer={answer} now={routes.policy(path)} />
  const { revision } = answer
  const file = await getPolicy({ ctx, mirror, history }, revision, path)
  if (file.kind === 'missing') notFound()
  if (file.kind === 'gone') return <PolicyGone file={file} commit={revision.commit} now={ctx.now} />
  const [live, tests, approvals, open, required] = await Promise.all([
    livePolicy(ctx, opened, file, revision),
    getPolicyTests(mirror.objects, revision.commit, file.repositoryPath),
    findApprovals({ ctx, commits: file.history.versions.map(({ sha }) => sha) }),
    revision.isNow
      ? listOpenOnPaths({ ctx, input: { paths: [file.repositoryPath], except: null } })
      : Promise.resolve([]),
    revision.isNow ? requiredTeams(ctx, branch) : () => [],
  ])
  const denial = denialOf(file, search.tool)
  const mayDraft = revision.isNow && roleAtLeast(ctx.actor.role, 'write')
  return (
    <PolicyView
      tests={
        <PolicyTests
          tests={tests}
          hrefOf={(line) => `${forge.file(revision.commit, tests.path)}#L${line}`}
          csvHref={(of) => apiRoutes.exportPolicyTests({ policy: path, at: search.at, of })}
          open={search.case}
          openHref={(line) => {
            const { at, tool, view } = search
            return `${routes.policy(path, { at, tool, view, case: line === search.case ? undefined : line })}#case-${line}`
          }}
        />
      }
      traffic={live.traffic}
      offered={live.known}
      runs={live.runs}
      look={live.look}
      file={file}
      revision={revision}
      required={required(file.repositoryPath)}
      bringer={await bringerOf(ctx, opened, history, revision)}
      branch={branch}
      forge={forge}
      open={open.toReversed()}
      approvals={approvals}
      search={search}
      now={ctx.now}
      revert={mayDraft ? revertOf : undefined}
      edit={
        mayDraft && (
          <>
            {denial !== null && <DenyTool path={file.repositoryPath} {...denial} />}
            <StartDraft id={EDIT_BUTTON} word="Edit" shortcut="E" files={[file.repositoryPath]} />
          </>
        )
      }
    />
  )
}

/** Takes one version of the policy back. */
function revertOf({ sha, title }: { readonly sha: string; readonly title: string }) {
  return <RevertButton commit={sha} title={title} word="Revert" small />
}

/** The smallest edits that deny the tool on screen; null without one, and where nothing would be denied that is not. */
function denialOf({ content }: Extract<PolicyFile, { kind: 'found' }>, tool: string | undefined) {
  if (tool === undefined || content.kind !== 'valid') return null
  const { policy } = content.loaded
  if (!policy.tools.has(tool) || tool === '*') return null
  const every = denyCandidates(policy, { tool, argKeys: null, rule: null }, []).at(-1)
  return every === undefined ? null : { tool, edits: every.edits }
}

/** Next leaves the segments of an address encoded; one that is no valid encoding stays as it is. */
function pathOf(segments: readonly string[]): string {
  return segments
    .map((segment) => {
      try {
        return decodeURIComponent(segment)
      } catch {
        return segment
      }
    })
    .join('/')
}
