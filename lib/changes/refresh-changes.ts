import type { Context, SystemActor } from '@/lib/context'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import type { FileDiff } from '@/lib/git/diff'
import type { GitHubClient } from '@/lib/git/github-client'
import { DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { askPull, askRequiredChecks, type PullAnswer } from './ask-review'
import { compareFiles } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { matchApprovers } from './match-approvers'
import { readReview, type Approval } from './review-state'
import { sumEffect, type Effect } from './sum-effect'

export type RefreshResult = { readonly kind: 'refreshed'; readonly numbers: readonly number[] } | ForgeFailure

/** Checks and merge states change without touching `updated_at`: heads of open pull requests are asked again after this time. */
const SWEEP_MS = 5 * 60_000
/** Emergencies whose follow-up is not done are asked again after this time. */
const FOLLOW_UP_MS = 60_000
/** Merge states that the forge still computes are asked again soon. */
const UNSETTLED_MS = 2_000

export interface RefreshInput {
  /** Ask about these in any case: a webhook named them, or a person just opened one. */
  readonly numbers?: readonly number[]
}

/**
 * Brings `change_request` up to date: lists what was updated since the last look, asks about each of those, about open ones whose last
 * look is old, and about those that are named. Works with polling alone; a webhook only makes it sooner.
 */
export async function refreshChanges({
  ctx,
  source,
  client,
  input = {},
}: {
  readonly ctx: Context<SystemActor>
  readonly source: ChangeSource
  /** Acts as the installation. */
  readonly client: GitHubClient
  readonly input?: RefreshInput
}): Promise<RefreshResult> {
  try {
    const known = await ctx.db.prisma.changeRequest.findMany({
      where: { repositoryId: ctx.repositoryId },
      select: { number: true, state: true, updatedAt: true, refreshedAt: true, review: true },
    })
    const named = (input.numbers ?? []).filter((number) => !isFresh(known, number, ctx.now))
    const wanted = new Set([...named, ...dueNumbers(known, ctx.now)])
    for (const number of await updatedNumbers(source, client, known)) wanted.add(number)
    if (wanted.size === 0) return { kind: 'refreshed', numbers: [] }
    const branch = source.repository.ref.replace(/^refs\/heads\//, '')
    const required = await askRequiredChecks(client, source.repository, branch)
    const numbers = [...wanted].sort((a, b) => b - a)
    for (const number of numbers)
      await store(ctx, source, client, await askPull(client, source.repository, number, required))
    return { kind: 'refreshed', numbers }
  } catch (error) {
    const failure = forgeFailureOf(error, ctx.now)
    if (failure !== null) return failure
    throw error
  }
}

/** However many people look at a change, the forge is asked about it once in this time. */
const FRESH_MS = 5_000

function isFresh(known: readonly KnownChange[], number: number, now: Date): boolean {
  const row = known.find((one) => one.number === number)
  return row !== undefined && now.getTime() - row.refreshedAt.getTime() < FRESH_MS
}

interface KnownChange {
  readonly number: number
  readonly state: string
  readonly updatedAt: Date
  readonly refreshedAt: Date
  readonly review: unknown
}

function dueNumbers(known: readonly KnownChange[], now: Date): number[] {
  return known
    .filter(({ state, refreshedAt, review }) => {
      const age = now.getTime() - refreshedAt.getTime()
      const { mergeable, paths, followUp } = readReview(review)
      // Closing an issue does not touch its pull request.
      if (state !== 'open') return state === 'merged' && followUp?.done === false && age > FOLLOW_UP_MS
      return age > SWEEP_MS || (age > UNSETTLED_MS && (mergeable === null || paths === null))
    })
    .map(({ number }) => number)
}

/** Pages through the list, newest update first, until it meets what is known already. */
async function updatedNumbers(
  { repository }: ChangeSource,
  client: GitHubClient,
  known: readonly KnownChange[],
): Promise<number[]> {
  const rows = new Map(known.map((row) => [row.number, row]))
  const numbers: number[] = []
  const pages = client.paginate.iterator(client.rest.pulls.list, {
    owner: repository.owner,
    repo: repository.name,
    state: 'all',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  })
  for await (const { data } of pages) {
    const changed = data.filter((pull) => hasMoved(pull, rows.get(pull.number)))
    numbers.push(...changed.map(({ number }) => number))
    if (changed.length < data.length) break
  }
  return numbers
}

/** GitHub's times are whole seconds: what was looked at within the second of an update may have moved again in it. */
const SECOND_MS = 1000

function hasMoved(
  pull: { readonly state: string; readonly updated_at: string },
  row: KnownChange | undefined,
): boolean {
  if (row === undefined || (pull.state === 'open') !== (row.state === 'open')) return true
  const updated = new Date(pull.updated_at).getTime()
  return updated > row.updatedAt.getTime() || row.refreshedAt.getTime() - updated <= SECOND_MS
}

async function store(
  ctx: Context,
  source: ChangeSource,
  client: GitHubClient,
  pull: PullAnswer,
): Promise<void> {
  const { mirror } = source
  const { review, labels, ...columns } = pull
  const files = await changedFiles(mirror, pull)
  const paths = files?.map(({ path }) => path) ?? null
  const effect = files === null ? null : await effectOf(source, files)
  const data = {
    ...columns,
    labels: [...labels],
    review: { ...review, paths, effect: effect === null ? null : { ...effect } },
    refreshedAt: ctx.now,
  }
  const key = { repositoryId: ctx.repositoryId, number: pull.number }
  const { approval } = await ctx.db.prisma.changeRequest.upsert({
    where: { repositoryId_number: key },
    create: { ...key, ...data },
    update: data,
    select: { approval: true },
  })
  if (pull.state !== 'merged' || approval !== null) return
  const logins = pull.review.reviews.filter(({ state }) => state === 'approved').map(({ login }) => login)
  const as = paths === null ? null : await matchApprovers(client, mirror, { ...pull, paths, logins })
  // Taken once: later dismissals do not rewrite what was true at the merge.
  await ctx.db.pool.query(
    'UPDATE change_request SET approval = $3 WHERE repository_id = $1 AND number = $2 AND approval IS NULL',
    [ctx.repositoryId, pull.number, JSON.stringify(approvalOf(ctx, pull, as))],
  )
}

function approvalOf(ctx: Context, { headSha, mergedBy, review }: PullAnswer, as: Approval['as']): Approval {
  const approvals = review.reviews.filter(({ state }) => state === 'approved')
  return {
    headSha,
    mergedBy,
    approvals: approvals.map(({ login, at, commit }) => ({ login, at, commit })),
    takenAt: ctx.now.toISOString(),
    as,
  }
}

/** What the policies of a pull request mean; compared once for two contents, wherever it is asked. */
async function effectOf({ mirror, repository }: ChangeSource, files: readonly FileDiff[]): Promise<Effect> {
  const tip = await mirror.objects.resolve(repository.ref)
  const root = tip === null ? null : (await readConfiguration(mirror.objects, tip)).configuration.root
  return sumEffect(await compareFiles(mirror.objects, files, root ?? DEFAULT_CONFIGURATION.root))
}

/** Files that the pull request changes, from the mirror; null while it does not have the head yet. */
async function changedFiles(
  mirror: ChangeSource['mirror'],
  { baseSha, headSha }: PullAnswer,
): Promise<FileDiff[] | null> {
  const [base, head] = [await mirror.objects.resolve(baseSha), await mirror.objects.resolve(headSha)]
  if (base === null || head === null) return null
  const from = (await mirror.mergeBase(base, head)) ?? base
  return mirror.diff(from, head, { maxFiles: 0 })
}
