import type { Context, SystemActor } from '@/lib/context'
import { setCommitStatus, type SettledStatuses } from '@/lib/git/commit-status'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import { GitError } from '@/lib/git/git-error'
import type { GitHubClient } from '@/lib/git/github-client'
import { checkPolicies, POLICY_CHECK, type PolicyCheck, type ToolsOf } from './check-policies'
import type { ChangeSource } from './draft-parts'
import { EMERGENCY_LABEL } from './emergency/follow-up'
import { pullFiles } from './pull-files'
import { readReview, type ReviewState } from './review-state'

export type ReportChecksResult =
  /** Numbers of the pull requests whose heads got a new status. */
  { readonly kind: 'reported'; readonly numbers: readonly number[] } | ForgeFailure

/**
 * Sets the status `lockstep/policy` on the head of each open pull request that touches policies or settings: once for a head and a result, whatever
 * crashed before, because the forge is asked what stands there; emergencies first. What somebody else sets under this name stays.
 */
export async function reportChecks({
  ctx,
  source,
  client,
  root,
  toolsOf,
  linkOf,
  settled,
}: {
  readonly ctx: Context<SystemActor>
  readonly source: ChangeSource
  /** Acts as the installation. */
  readonly client: GitHubClient
  readonly root: string
  readonly toolsOf: ToolsOf
  /** Address of a change's page, by which we know our own statuses. */
  readonly linkOf: (number: number) => string
  /** What was set or seen on the forge already, so that it is asked once. Losing it costs one question for each head. */
  readonly settled: SettledStatuses
}): Promise<ReportChecksResult> {
  const open = await ctx.db.prisma.changeRequest.findMany({
    where: { repositoryId: ctx.repositoryId, state: 'open' },
    select: { number: true, baseSha: true, headSha: true, labels: true, review: true },
    orderBy: { number: 'asc' },
  })
  const isUrgent = ({ labels }: { readonly labels: readonly string[] }) => labels.includes(EMERGENCY_LABEL)
  const numbers: number[] = []
  const failed: unknown[] = []
  // GitHub wants a second between two writes: nobody who waits for an emergency has to wait for the others.
  for (const change of [...open.filter(isUrgent), ...open.filter((one) => !isUrgent(one))]) {
    try {
      const check = await checkOf(source, change, { root, toolsOf })
      if (check === null) continue
      const link = linkOf(change.number)
      const { checks } = readReview(change.review)
      const stored = checks.find(({ name, expected }) => name === POLICY_CHECK && expected !== true)
      // Set by continuous integration: it is the team's own choice of checks.
      if (stored !== undefined && stored.url !== link) continue
      const { state, description } = check
      const status = { sha: change.headSha, context: POLICY_CHECK, state, description, link }
      const stands = stored !== undefined && isSaid(stored, check)
      if (await setCommitStatus(client, source.repository, status, settled, stands))
        numbers.push(change.number)
    } catch (error) {
      const failure = forgeFailureOf(error, ctx.now)
      if (failure !== null) return failure
      failed.push(error)
    }
  }
  // Anybody can propose a change: what is wrong with one must not keep others from their status.
  if (failed.length > 0) throw failed[0]
  return { kind: 'reported', numbers }
}

type SaidCheck = Pick<PolicyCheck, 'state' | 'description'>

/** The forge tells errors and failures of statuses apart, what is stored of them does not. */
function isSaid(stored: ReviewState['checks'][number], { state, description }: SaidCheck): boolean {
  return stored.state === (state === 'error' ? 'failure' : state) && stored.description === description
}

/** Null when it touches no policy and no settings, or the mirror does not have its head yet. */
async function checkOf(
  { mirror }: ChangeSource,
  change: { readonly baseSha: string; readonly headSha: string },
  wanted: { readonly root: string; readonly toolsOf: ToolsOf },
): Promise<SaidCheck | null> {
  try {
    const compared = await pullFiles(mirror, change)
    return compared === null ? null : await checkPolicies(mirror, { change: compared, ...wanted })
  } catch (error) {
    if (error instanceof GitError && (error.kind === 'output-limit' || error.kind === 'broken-object'))
      return { state: 'error', description: 'not checked: the change is too large or damaged to be read' }
    throw error
  }
}
