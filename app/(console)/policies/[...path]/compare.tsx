import { notFound } from 'next/navigation'
import { ComparePage } from '@/components/policy/compare/compare-page'
import { ComparisonPlace } from '@/components/policy/compare/comparison-place'
import type { PassingFacts } from '@/components/policy/compare/passing-rows'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { compareVersions } from '@/lib/changes/compare-versions'
import { findApprovals } from '@/lib/changes/find-approvals'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import {
  comparePolicy,
  type ComparedEnd,
  type ComparedPolicy,
  type ComparedVersion,
} from '@/lib/repository/compare-policy'
import { branchName } from '@/lib/git/branch-name'
import type { RevisionSource } from '@/lib/repository/find-revision'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import type { readPolicySearch } from '../search-params'
import { ComparedRunsPanel, readRuns, sayRan, sayRuns } from './compare-runs'
import { ReturnButton } from './return-button-client'

type Search = ReturnType<typeof readPolicySearch>

interface CompareInput {
  ctx: Context<PersonActor>
  opened: Server
  source: RevisionSource
  path: string
  ends: NonNullable<Search['compare']>
  search: Search
}

/** The comparison of two commits of a policy, with all that is known of the time between them. */
export async function comparison({ ctx, opened, source, path, ends, search }: CompareInput) {
  const compared = await comparePolicy({ ctx, source }, path, ends)
  if (compared.kind === 'missing') notFound()
  if (compared.kind === 'unknown-end')
    return <UnknownRevision at={compared.at} answer={compared.answer} now={routes.policy(path)} />
  const chain = chainOf(compared)
  const { isSwapped, older, newer } = compared
  const comparing = compareVersions(opened.mirror.objects, {
    before: older.file?.blob ?? null,
    after: newer.file?.blob ?? null,
    versions: chain?.map((version) => version?.blob ?? null) ?? null,
  })
  const [approvals, meaning, runs, giveBack] = await Promise.all([
    findApprovals({ ctx, commits: commitsOf(compared) }),
    comparing,
    readRuns(ctx, opened, compared, { chain, comparing }),
    giveBackOf(ctx, opened, source, isSwapped ? newer : older),
  ])
  const passing = meaning.passing.flatMap((one): PassingFacts[] => {
    const [came, went] = [chain?.[one.came] ?? null, chain?.[one.went] ?? null]
    if (came === null || went === null) return []
    const ran = runs === null ? null : sayRan(runs, chain?.slice(one.came, one.went) ?? [], { came, went })
    return [{ passing: one, came, went, ran, calls: callsOf(path, came, went) }]
  })
  const view = { diff: search.diff, table: search.table }
  const place = new ComparisonPlace(compared, view)
  return (
    <ComparePage
      comparison={compared}
      meaning={meaning}
      chain={chain ?? []}
      passing={passing}
      approvals={approvals}
      view={view}
      branch={branchName(opened.repository.ref)}
      runs={{
        earlier: runs === null ? undefined : sayRuns(runs, 'older', place.earlier.version, ctx.now),
        later: runs === null ? undefined : sayRuns(runs, 'newer', place.later.version, ctx.now),
      }}
      chart={
        runs !== null && (
          <ComparedRunsPanel
            runs={runs}
            compared={compared}
            isTable={search.table === 'runs'}
            hrefs={{ chart: place.href({ table: undefined }), table: place.href({ table: 'runs' }) }}
            now={ctx.now}
          />
        )
      }
      giveBack={giveBack}
      now={ctx.now}
    />
  )
}

/** Starts a draft that returns to an end; nothing for who may not, and where the branch has its content now. */
async function giveBackOf(
  ctx: Context<PersonActor>,
  opened: Server,
  source: RevisionSource,
  end: ComparedEnd,
) {
  const { file, revision } = end
  if (file === null || file.blob === null || !roleAtLeast(ctx.actor.role, 'write')) return null
  const now = await opened.mirror.objects.entryAt(source.history.tip, file.repositoryPath)
  if (now?.sha === file.blob) return null
  return <ReturnButton commit={revision.commit} path={file.repositoryPath} />
}

/** The versions from the earlier end to the later one; null where that is not known. */
function chainOf({ isSwapped, older, newer, between }: ComparedPolicy): (ComparedVersion | null)[] | null {
  const { version } = isSwapped ? newer : older
  return between === null ? null : [version, ...between.toReversed()]
}

function commitsOf({ older, newer, between }: ComparedPolicy): string[] {
  const versions = [older.version, newer.version, ...(between ?? [])]
  return versions.flatMap((version) => version?.sha ?? [])
}

function callsOf(policy: string, came: ComparedVersion, went: ComparedVersion): string {
  return routes.decisions({ from: came.landedAt.toISOString(), to: went.landedAt.toISOString(), policy })
}
