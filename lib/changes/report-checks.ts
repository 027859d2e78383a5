import type { Context, SystemActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { setCommitStatus, type SettledStatuses } from '@/lib/git/commit-status'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import { GitError } from '@/lib/git/git-error'
import type { GitHubClient } from '@/lib/git/github-client'
import { checkPolicies, POLICY_CHECK, type PolicyCheck, type ToolsOf } from './check-policies'
import type { ChangeSource } from './draft-parts'
import { EMERGENCY_LABEL } from './emergency/follow-up'
import { pullFiles } from './pull-files'
import { readReview, type ReviewState } from './review-state'
import { readProtection } from './rulesets/branch-protection'

export type ReportChecksResult =
  /** Numbers of the pull requests whose heads got a new status. */
  { readonly kind: 'reported'; readonly numbers: readonly number[] } | ForgeFailure

/**
 * Sets the status `lockstep/policy` on the head of each open pull request that touches policies or settings, and of each merge that waits in
 * a queue: once for a head and a result, whatever crashed before, because the forge is asked what stands there; emergencies first. Where the
 * branch requires it, it stands on all of them: GitHub would wait for it for ever. What somebody else sets under this name stays.
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
  const urgent = open.filter(isUrgent).map(headOf)
  const others = open.filter((one) => !isUrgent(one)).map(headOf)
  const numbers: number[] = []
  const failed: unknown[] = []
  // GitHub wants a second between two writes: nobody who waits for an emergency has to wait for the others.
  for (const head of [...urgent, ...(await queuedHeads(ctx, source)), ...others]) {
    try {
      const { number, headSha: sha, stored } = head
      const check = await checkOf(source, head, { root, toolsOf })
      if (check === null) continue
      const link = linkOf(number)
      // Set by continuous integration: it is the team's own choice of checks.
      if (stored !== null && stored.url !== link) continue
      const { state, description } = check
      const status = { sha, context: POLICY_CHECK, state, description, link }
      const stands = stored !== null && isSaid(stored, check)
      if (await setCommitStatus(client, source.repository, status, settled, stands)) numbers.push(number)
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

type StoredCheck = ReviewState['checks'][number]

/** A commit that a status is for. */
interface CheckedHead {
  /** Of its pull request. */
  readonly number: number
  readonly baseSha: string
  readonly headSha: string
  /** What the forge said of the check last; null for none. */
  readonly stored: StoredCheck | null
  /** The branch that it goes to requires the check. */
  readonly isRequired: boolean
}

function headOf({
  review,
  ...pull
}: Pick<CheckedHead, 'number' | 'baseSha' | 'headSha'> & { readonly review: unknown }): CheckedHead {
  const found = readReview(review).checks.find(({ name }) => name === POLICY_CHECK)
  const stored = found === undefined || found.expected === true ? null : found
  return { ...pull, stored, isRequired: found?.required === true }
}

/**
 * GitHub's merge queue tries each merge on a branch of its own, on whose head the required checks must pass as well.
 * Source: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 */
async function queuedHeads(ctx: Context, { mirror, repository }: ChangeSource): Promise<CheckedHead[]> {
  const branch = branchName(repository.ref)
  const baseSha = mirror.known.get(repository.ref)
  const queued = [...mirror.known].filter(([ref]) =>
    ref.startsWith(`refs/heads/gh-readonly-queue/${branch}/`),
  )
  if (baseSha === undefined || queued.length === 0) return []
  const isRequired = (await readProtection(ctx, branch))?.checks.includes(POLICY_CHECK) === true
  return queued.flatMap(([ref, headSha]) => {
    const number = /\/pr-(\d{1,9})-[^/]*$/.exec(ref)?.[1]
    return number === undefined
      ? []
      : [{ number: Number(number), baseSha, headSha, stored: null, isRequired }]
  })
}

type SaidCheck = Pick<PolicyCheck, 'state' | 'description'>

const NOTHING_TO_CHECK: SaidCheck = { state: 'success', description: 'no policy, test or setting changes' }

/** The forge tells errors and failures of statuses apart, what is stored of them does not. */
function isSaid(stored: StoredCheck, { state, description }: SaidCheck): boolean {
  return stored.state === (state === 'error' ? 'failure' : state) && stored.description === description
}

/** Null when it touches no policy and no settings and the check is not required, or the mirror does not have its head yet. */
async function checkOf(
  { mirror }: ChangeSource,
  head: CheckedHead,
  wanted: { readonly root: string; readonly toolsOf: ToolsOf },
): Promise<SaidCheck | null> {
  try {
    const change = await pullFiles(mirror, head)
    if (change === null) return null
    return (await checkPolicies(mirror, { change, ...wanted })) ?? (head.isRequired ? NOTHING_TO_CHECK : null)
  } catch (error) {
    if (error instanceof GitError && (error.kind === 'output-limit' || error.kind === 'broken-object'))
      return { state: 'error', description: 'not checked: the change is too large or damaged to be read' }
    throw error
  }
}
