import type { Context, SystemActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import { askPull } from './ask-review'
import type { ChangeSource } from './draft-parts'
import { EMERGENCY_LABEL } from './emergency/follow-up'
import { keepPull, postponePull } from './keep-pull'
import { listPulls } from './list-pulls'
import { readReview } from './review-state'
import { askBranchRules, askProtection } from './rulesets/ask-protection'
import { askRequired } from './rulesets/ask-required'

export type RefreshResult =
  | {
      readonly kind: 'refreshed'
      /** Those that were asked about, the most urgent first. */
      readonly numbers: readonly number[]
      /** How many that moved wait for the next round. */
      readonly waiting: number
      /** How many that nobody said anything about, and whose last look is old, wait as well. */
      readonly due: number
      /** It is now known of more commits of the tracked branch whether a pull request brought them. */
      readonly knowsMore: boolean
    }
  | ForgeFailure

/** Checks and merge states change without touching `updated_at`: heads of open pull requests are asked again after this time. */
const SWEEP_MS = 5 * 60_000
/** Merged emergencies whose follow-up is not done are asked again after this time. */
const FOLLOW_UP_MS = 60_000
/** Merge states that the forge still computes are asked again soon. */
const UNSETTLED_MS = 2_000
/** However many people look at a change, the forge is asked about it once in this time. */
const FRESH_MS = 5_000
/** Each costs four calls: what moved meanwhile is listed between two rounds. */
const MOST_MOVED = 20
/** Of those that nobody said anything about, so that a round of a list that stands still stays below 20 calls. */
const MOST_SWEPT = 4

export interface RefreshInput {
  /** Ask about these and no others: a person just opened one, or looks at it. */
  readonly numbers?: readonly number[]
}

/**
 * Brings `change_request` up to date: keeps what the forge's list shows to have moved, then asks about those that moved and
 * those whose last look is old, open emergencies first, or about those that are named. Pages are told of each when it is known. Works with polling alone; a webhook only makes it sooner. One pull request that cannot be looked
 * at does not keep others from it: the first such error is thrown when all others are done.
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
  const tip = await source.mirror.objects.resolve(source.repository.ref)
  try {
    await listPulls(ctx, source, client, await listedChanges(ctx))
    const named = input.numbers ?? []
    const { now: numbers, ...left } = wantedNumbers(await liveChanges(ctx, named), named, ctx.now)
    if (numbers.length > 0) await look(ctx, source, client, numbers)
    // The list names the commit of each merge. All commits of one that was rebased are known once it was looked at, which takes long at the first start.
    const knowsMore = named.length === 0 && (await keepKnownTo(ctx, tip))
    return { kind: 'refreshed', numbers, ...left, knowsMore }
  } catch (error) {
    const failure = forgeFailureOf(error, ctx.now)
    if (failure !== null) return failure
    throw error
  }
}

/** Commits that the branch had before the look and that no pull request brought by now came without one. True when that is news. */
async function keepKnownTo({ db, repositoryId }: Context, tip: string | null): Promise<boolean> {
  if (tip === null) return false
  const { count } = await db.prisma.repository.updateMany({
    where: { id: repositoryId, OR: [{ pullsKnownTo: null }, { pullsKnownTo: { not: tip } }] },
    data: { pullsKnownTo: tip },
  })
  return count > 0
}

async function look(
  ctx: Context<SystemActor>,
  source: ChangeSource,
  client: GitHubClient,
  numbers: readonly number[],
): Promise<void> {
  const branch = branchName(source.repository.ref)
  const asked = await askBranchRules(client, source.repository, branch)
  const { checks } = await askProtection(ctx, client, source.repository, branch, asked)
  const rules = await askRequired(ctx, client, source.repository, branch, asked)
  const required = new Set(checks)
  const failed: unknown[] = []
  for (const number of numbers) {
    try {
      const pull = await askPull(client, source.repository, number, required)
      await keepPull(ctx, source, client, pull, pull.baseRef === branch ? rules : null)
    } catch (error) {
      // When the forge does not answer at all, all of it is asked again.
      if (forgeFailureOf(error, ctx.now) !== null) throw error
      failed.push(error)
      await postponePull(ctx, number)
    }
  }
  if (failed.length > 0) throw failed[0]
}

interface KnownChange {
  readonly number: number
  readonly state: string
  readonly updatedAt: Date
  readonly refreshedAt: Date
  readonly staleSince: Date | null
  readonly review: unknown
  /** Merged, and who had approved is not on record yet. */
  readonly isUnrecorded: boolean
  /** It goes the short way, or went it. */
  readonly isEmergency: boolean
}

/** All that the list is compared with. */
async function listedChanges({ db, repositoryId }: Context) {
  return db.prisma.changeRequest.findMany({
    where: { repositoryId },
    select: { number: true, state: true, updatedAt: true, refreshedAt: true },
  })
}

/** Those that may have to be asked about: what ended long ago is most of them, and is left out. */
async function liveChanges({ db, repositoryId }: Context, named: readonly number[]): Promise<KnownChange[]> {
  const { rows } = await db.pool.query<KnownChange>(
    `SELECT number, state, updated_at AS "updatedAt", refreshed_at AS "refreshedAt", stale_since AS "staleSince", review,
       state = 'merged' AND approval IS NULL AS "isUnrecorded", $3 = ANY(labels) AS "isEmergency"
     FROM change_request WHERE repository_id = $1 AND (state = 'open' OR stale_since IS NOT NULL OR number = ANY($2)
       OR (state = 'merged' AND approval IS NULL) OR (state = 'closed' AND review->>'paths' IS NULL) OR (state = 'merged' AND $3 = ANY(labels)))`,
    [repositoryId, named, EMERGENCY_LABEL],
  )
  return rows
}

interface Wanted {
  readonly now: readonly number[]
  readonly waiting: number
  readonly due: number
}

function wantedNumbers(known: readonly KnownChange[], named: readonly number[], now: Date): Wanted {
  const moved = known
    .filter(({ staleSince }) => staleSince !== null)
    .sort((a, b) => urgentFirst(a, b) || b.number - a.number)
    .map(({ number }) => number)
  // Somebody waits for the named ones; the rest is the background's.
  if (named.length > 0) {
    const rows = new Map(known.map((row) => [row.number, row]))
    const asked = named.filter((number) => !isFresh(rows.get(number), now))
    return { now: asked, waiting: moved.filter((number) => !asked.includes(number)).length, due: 0 }
  }
  const urgent = moved.slice(0, MOST_MOVED)
  const due = known
    .filter((row) => row.staleSince === null && isDue(row, now))
    .sort((a, b) => urgentFirst(a, b) || a.refreshedAt.getTime() - b.refreshedAt.getTime())
  const swept = due.slice(0, Math.max(1, MOST_SWEPT - urgent.length))
  return {
    now: [...urgent, ...swept.map(({ number }) => number)],
    waiting: moved.length - urgent.length,
    due: due.length - swept.length,
  }
}

function urgentFirst(a: KnownChange, b: KnownChange): number {
  const isUrgent = ({ state, isEmergency }: KnownChange) => isEmergency && state === 'open'
  return Number(isUrgent(b)) - Number(isUrgent(a))
}

function isFresh(row: KnownChange | undefined, now: Date): boolean {
  return row !== undefined && row.staleSince === null && now.getTime() - row.refreshedAt.getTime() < FRESH_MS
}

function isDue(
  { state, updatedAt, refreshedAt, review, isUnrecorded, isEmergency }: KnownChange,
  now: Date,
): boolean {
  const age = now.getTime() - refreshedAt.getTime()
  const { mergeable, paths, followUp } = readReview(review)
  // The longer it could not be settled, the longer the next try waits: what is unreadable stays so.
  const mayBeSettled = age > Math.max(UNSETTLED_MS, (refreshedAt.getTime() - updatedAt.getTime()) / 4)
  // What happens to an issue does not touch its pull request. One that is done may be opened again, and one that is missing may come.
  if (state === 'merged' && isEmergency && age > FOLLOW_UP_MS && (mayBeSettled || followUp?.done === false))
    return true
  if (state === 'closed') return paths === null && mayBeSettled
  if (state !== 'open' && !isUnrecorded) return false
  return age > SWEEP_MS || (mayBeSettled && (isUnrecorded || mergeable === null || paths === null))
}
