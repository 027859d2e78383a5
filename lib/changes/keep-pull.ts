import { isDeepStrictEqual } from 'node:util'
import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import { GitError } from '@/lib/git/git-error'
import type { GitHubClient } from '@/lib/git/github-client'
import { DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { type CommitCodeowners, readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { PullAnswer } from './ask-review'
import { compareFiles } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { findRebased } from './find-rebased'
import { matchApprovers } from './match-approvers'
import { ownersBase } from './owners-base'
import { pullFiles } from './pull-files'
import { readReview, type ApprovedAs } from './review-state'
import { matchRequired } from './rulesets/match-required'
import type { RequiredReviewer } from './rulesets/required-reviewers'
import { storePull } from './store-pull'
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
  const { review, approvedAtMerge, ...columns } = pull
  await bringMerge(source, pull)
  const files = await readableFiles(mirror, pull)
  const paths = files === 'not-fetched' ? null : (files?.map(({ path }) => path) ?? null)
  const effect = Array.isArray(files) ? await effectOf(source, files) : null
  const where = { repositoryId_number: { repositoryId: ctx.repositoryId, number: pull.number } }
  const select = { review: true, approval: true }
  const known = await ctx.db.prisma.changeRequest.findUnique({ where, select })
  const isMerged = pull.state === 'merged'
  const approvals = isMerged ? approvedAtMerge : review.reviews.filter(({ state }) => state === 'approved')
  const logins = approvals.map(({ login }) => login)
  // At the merge it is asked anew, so that the record says who was in the team then.
  const before = known === null || (isMerged && known.approval === null) ? null : known
  const rebased = isMerged ? await findRebased(source, pull) : []
  const base = await ownersBase(mirror, { ...pull, rebased })
  const owners = paths === null ? null : await readCodeowners(mirror.objects, base)
  const as = paths === null ? null : await approversOf({ client, owners, paths, logins, before })
  const asked = before === null ? null : readReview(before.review).required
  const required =
    paths === null || rules === null ? null : await matchRequired(client, { rules, paths, logins }, asked)
  const { headSha, mergedBy } = pull
  const approval = {
    headSha,
    mergedBy,
    approvals: approvedAtMerge,
    takenAt: ctx.now.toISOString(),
    as,
    required,
  }
  const isKnown = isMerged && !(files === 'not-fetched' && mayBeFetched(mirror, pull))
  await storePull(ctx, {
    ...columns,
    review: { ...review, paths, as, ownersBlob: owners?.blob ?? null, required, effect },
    approval: isKnown ? approval : null,
    rebased,
  })
}

/** The forge may tell of a merge before the mirror was asked for its commit. */
async function bringMerge({ mirror, repository }: ChangeSource, pull: PullAnswer): Promise<void> {
  const { state, mergeSha, baseRef } = pull
  if (state !== 'merged' || mergeSha === null || repository.ref !== `refs/heads/${baseRef}`) return
  if ((await mirror.objects.readCommit(mergeSha)) === null) await mirror.fetch().catch(() => undefined)
}

/** Clocks of the forge and of ours may differ by so much, and a fetch takes its time. */
const FETCHED_MS = 60_000

/** Whether a fetch may still bring the commits of what was merged: what one a while after the merge did not bring, none will. */
function mayBeFetched({ lastContact }: ChangeSource['mirror'], { mergedAt }: PullAnswer): boolean {
  if (lastContact?.answered !== true || mergedAt === null) return true
  return lastContact.at.getTime() - mergedAt.getTime() < FETCHED_MS
}

/** As which owner each approver counts. Each costs a call, so that the forge is asked when the approvals, the owners file or the paths are others. */
async function approversOf({
  client,
  owners,
  paths,
  logins,
  before,
}: {
  client: GitHubClient
  /** Null when nobody owns anything. */
  owners: CommitCodeowners | null
  paths: readonly string[]
  /** Who approved. */
  logins: readonly string[]
  /** What was known before; null to ask anew. */
  before: { review: unknown } | null
}): Promise<ApprovedAs[] | null> {
  if (owners === null) return null
  if (before !== null) {
    const { as, ownersBlob, paths: known, reviews } = readReview(before.review)
    const approved = reviews.filter(({ state }) => state === 'approved').map(({ login }) => login)
    if (as !== null && isDeepStrictEqual([approved, known, ownersBlob], [logins, paths, owners.blob]))
      return as
  }
  return matchApprovers(client, owners.codeowners, { paths, logins })
}

/** What could not be looked at waits for the next sweep, so that it does not keep others from being looked at. */
export async function postponePull(ctx: Context, number: number): Promise<void> {
  await ctx.db.pool.query(
    `UPDATE change_request SET refreshed_at = $3, stale_since = CASE WHEN stale_since > $3 THEN stale_since END
     WHERE repository_id = $1 AND number = $2`,
    [ctx.repositoryId, number, ctx.now],
  )
}

/** `not-fetched` while the mirror does not have the commits; null for ever when they cannot be read: anybody may push what is too large or damaged. */
async function readableFiles(
  mirror: ChangeSource['mirror'],
  pull: PullAnswer,
): Promise<readonly FileDiff[] | 'not-fetched' | null> {
  try {
    return (await pullFiles(mirror, pull))?.files ?? 'not-fetched'
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
