import { isDeepStrictEqual } from 'node:util'
import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import { GitError } from '@/lib/git/git-error'
import type { GitHubClient } from '@/lib/git/github-client'
import { DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { PullAnswer } from './ask-review'
import { compareFiles } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { matchApprovers } from './match-approvers'
import { noteChanges } from './noted/note-changes'
import { pullFiles } from './pull-files'
import { readReview, type Approval, type ApprovedAs, type ReviewState } from './review-state'
import { matchRequired } from './rulesets/match-required'
import type { RequiredReviewer } from './rulesets/required-reviewers'
import { sumEffect, type Effect } from './sum-effect'

/**
 * Stores what the forge said about one pull request, with the paths and the effect that git says. `rules`: what rulesets of its base
 * require; null when that is not known. `ctx.now` is when the question began.
 */
export async function keepPull(
  ctx: Context,
  source: ChangeSource,
  client: GitHubClient,
  pull: PullAnswer,
  rules: readonly RequiredReviewer[] | null,
): Promise<void> {
  const { mirror } = source
  const { review, labels, ...columns } = pull
  const files = await readableFiles(mirror, pull)
  const paths = files?.map(({ path }) => path) ?? null
  const effect = files === null ? null : await effectOf(source, files)
  const key = { repositoryId: ctx.repositoryId, number: pull.number }
  const where = { repositoryId_number: key }
  const select = { baseSha: true, review: true, approval: true }
  const known = await ctx.db.prisma.changeRequest.findUnique({ where, select })
  const as = paths === null ? null : await approversOf({ client, mirror, pull, paths, known })
  const logins = approvedBy(review)
  // At the merge it is asked anew, so that the record says who was in the team then.
  const isLast = pull.state === 'merged' && known?.approval == null
  const before = known === null || isLast ? null : readReview(known.review).required
  const required =
    paths === null || rules === null ? null : await matchRequired(client, { rules, paths, logins }, before)
  const data = {
    ...columns,
    labels: [...labels],
    review: { ...review, paths, as, required, effect: effect === null ? null : { ...effect } },
    refreshedAt: ctx.now,
  }
  await ctx.db.prisma.changeRequest.upsert({ where, create: { ...key, ...data }, update: data })
  await noteChanges(ctx, [pull])
  await forgetStale(ctx, pull.number)
  if (pull.state !== 'merged') return
  // Taken once: later dismissals do not rewrite what was true at the merge.
  await ctx.db.pool.query(
    'UPDATE change_request SET approval = $3 WHERE repository_id = $1 AND number = $2 AND approval IS NULL',
    [ctx.repositoryId, pull.number, JSON.stringify({ ...approvalOf(ctx, pull, as), required })],
  )
}

/** As which owner each approver counts. Each costs a call, so that the forge is asked when the approvals, the base or the paths are others, and at the merge. */
async function approversOf({
  client,
  mirror,
  pull,
  paths,
  known,
}: {
  client: GitHubClient
  mirror: ChangeSource['mirror']
  pull: PullAnswer
  paths: readonly string[]
  known: { baseSha: string; review: unknown; approval: unknown } | null
}): Promise<ApprovedAs[] | null> {
  const logins = approvedBy(pull.review)
  if (known !== null) {
    const before = readReview(known.review)
    const isTaken = pull.state !== 'merged' || known.approval !== null
    const same = [approvedBy(before), before.paths, known.baseSha]
    if (isTaken && before.as !== null && isDeepStrictEqual(same, [logins, paths, pull.baseSha]))
      return before.as
  }
  return matchApprovers(client, mirror, { ...pull, paths, logins })
}

function approvedBy({ reviews }: Pick<ReviewState, 'reviews'>): string[] {
  return reviews.filter(({ state }) => state === 'approved').map(({ login }) => login)
}

/** What was found to have moved after the question began is asked about again. */
async function forgetStale(ctx: Context, number: number): Promise<void> {
  await ctx.db.pool.query(
    'UPDATE change_request SET stale_since = NULL WHERE repository_id = $1 AND number = $2 AND stale_since <= $3',
    [ctx.repositoryId, number, ctx.now],
  )
}

/** What could not be looked at waits for the next sweep, so that it does not keep others from being looked at. */
export async function postponePull(ctx: Context, number: number): Promise<void> {
  await ctx.db.pool.query(
    'UPDATE change_request SET refreshed_at = $3 WHERE repository_id = $1 AND number = $2',
    [ctx.repositoryId, number, ctx.now],
  )
  await forgetStale(ctx, number)
}

function approvalOf(
  ctx: Context,
  { headSha, mergedBy, mergedAt, review }: PullAnswer,
  as: Approval['as'],
): Omit<Approval, 'required'> {
  const approvals = review.reviews.filter(
    // GitHub takes approvals of merged pull requests as well; they agreed to nothing.
    ({ state, at }) => state === 'approved' && (mergedAt === null || Date.parse(at) <= mergedAt.getTime()),
  )
  return {
    headSha,
    mergedBy,
    approvals: approvals.map(({ login, at, commit }) => ({ login, at, commit })),
    takenAt: ctx.now.toISOString(),
    as,
  }
}

/** Null while the mirror does not have the commits, and for ever when they cannot be read: anybody may push what is too large or damaged. */
async function readableFiles(
  mirror: ChangeSource['mirror'],
  pull: PullAnswer,
): Promise<readonly FileDiff[] | null> {
  try {
    return (await pullFiles(mirror, pull))?.files ?? null
  } catch (error) {
    if (error instanceof GitError && (error.kind === 'output-limit' || error.kind === 'broken-object'))
      return null
    throw error
  }
}

/** What the policies of a pull request mean; compared once for two contents, wherever it is asked. */
async function effectOf({ mirror, repository }: ChangeSource, files: readonly FileDiff[]): Promise<Effect> {
  const tip = await mirror.objects.resolve(repository.ref)
  const root = tip === null ? null : (await readConfiguration(mirror.objects, tip)).configuration.root
  return sumEffect(await compareFiles(mirror.objects, files, root ?? DEFAULT_CONFIGURATION.root))
}
