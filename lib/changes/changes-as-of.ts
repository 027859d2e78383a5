import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { RefHistory } from '@/lib/git/mirror'
import { broughtAny } from '@/lib/repository/brought-by'
import type { ChangeSource } from './draft-parts'
import { filesOfHead } from './files-of-head'
import { listPushes, summarisePulls, touchesAny, type ChangeSummary, type PullSummary } from './list-changes'
import { notedAsOf, notedSince, type NotedChange } from './noted/noted-change'
import { readReview } from './review-state'

/** A pull request that was open then, as it is now but for its files. */
export interface OpenThen {
  readonly pull: PullSummary
  /** What was noted of it then; null when nothing was by then. */
  readonly noted: NotedChange | null
  /** Paths and effect of the pull request are those of the head that was noted then, not of its last one. */
  readonly isHeadOfThen: boolean
}

/** What was on its way, and what had been done, at an instant. */
export interface ChangesThen {
  readonly at: Date
  /** Open then, the latest opened first; each says what became of it since. */
  readonly open: readonly OpenThen[]
  /** Merged, closed or pushed by then, the latest first; at most `MOST_DONE`. */
  readonly done: readonly ChangeSummary[]
  /** Since when it is noted what pull requests are; null before the first look. */
  readonly notedSince: Date | null
  /** False before Lockstep first saw the branch: what was pushed by then is not known. */
  readonly knowsPushes: boolean
}

const MOST_OPEN = 500
const MOST_DONE = 50

/** Where the tracked branch stood, and when: `position` is null before Lockstep knew it, or for a commit that it never had. */
export interface Moment {
  readonly at: Date
  readonly position: number | null
}

/**
 * Pull requests by when the forge says that they were opened and ended, pushes by when the branch was seen to have them; never by the dates
 * of commits. The forge keeps only when one was last closed: one that was closed and opened again is right where Lockstep noted it, and
 * counts as open in between before that.
 */
export async function changesAsOf({
  ctx,
  source,
  history: { index },
  root,
  input: { at, position },
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly root: string
  readonly input: Moment
}): Promise<ChangesThen> {
  const { prisma } = ctx.db
  const baseRef = branchName(source.repository.ref)
  const where = { repositoryId: ctx.repositoryId, baseRef, openedAt: { lte: at } }
  const [open, ended] = await Promise.all([
    prisma.changeRequest.findMany({
      where: { ...where, OR: [{ state: 'open' }, { closedAt: { gt: at } }] },
      orderBy: [{ openedAt: 'desc' }, { number: 'desc' }],
      take: MOST_OPEN,
    }),
    prisma.changeRequest.findMany({
      where: { ...where, state: { not: 'open' }, closedAt: { lte: at } },
      orderBy: [{ closedAt: 'desc' }, { number: 'desc' }],
      take: MOST_DONE * 4,
    }),
  ])
  const noted = await notedAsOf(
    ctx,
    at,
    open.map(({ number }) => number),
  )
  const touching = async (rows: typeof open) =>
    (await summarisePulls(ctx, rows)).filter((pull) => touchesAny(pull, root))
  const pushes = position === null ? [] : await listPushes(ctx, source, index, root, position)
  const then = await Promise.all(open.map((row) => withFilesOfThen(source, row, noted.get(row.number), root)))
  const isHeadOfThen = new Set(then.flatMap(({ row, isOfThen }) => (isOfThen ? [row.number] : [])))
  const pulls = await touching(then.map(({ row }) => row))
  const closed = pulls.flatMap((pull) => closedThen(pull, noted.get(pull.number)))
  const done = [...(await touching(ended)), ...closed, ...pushes].sort((a, b) => endOf(b) - endOf(a))
  return {
    at,
    open: pulls
      .filter(({ number }) => (noted.get(number)?.state ?? 'open') === 'open')
      .map((pull) => {
        const { number } = pull
        return { pull, noted: noted.get(number) ?? null, isHeadOfThen: isHeadOfThen.has(number) }
      }),
    done: done.slice(0, MOST_DONE),
    notedSince: await notedSince(ctx),
    knowsPushes: position !== null,
  }
}

/** A stored pull request with the paths and the effect that it had then, where the head of then is known and readable. */
async function withFilesOfThen<Row extends { baseSha: string; headSha: string; review: unknown }>(
  source: ChangeSource,
  row: Row,
  noted: NotedChange | undefined,
  root: string,
): Promise<{ readonly row: Row; readonly isOfThen: boolean }> {
  if (noted === undefined || noted.headSha === row.headSha) return { row, isOfThen: noted !== undefined }
  const files = await filesOfHead(source, { baseSha: row.baseSha, headSha: noted.headSha }, root)
  if (files === null) return { row, isOfThen: false }
  return { row: { ...row, review: { ...readReview(row.review), ...files } }, isOfThen: true }
}

/** One that was closed then and opened again since, as it was. */
function closedThen(pull: PullSummary, noted: NotedChange | undefined): PullSummary[] {
  if (noted === undefined || noted.state === 'open') return []
  return [{ ...pull, state: 'closed', closedAt: noted.since, mergedAt: null, mergeSha: null }]
}

function endOf(change: ChangeSummary): number {
  return (change.kind === 'push' ? change.at : (change.closedAt ?? change.updatedAt)).getTime()
}

/**
 * The instant from which on the tracked branch had the commit at a position: when the forge says that its pull request was merged, else when
 * Lockstep first saw the branch with it. Null when it saw neither.
 */
export async function instantOf(
  ctx: Context,
  { repository }: ChangeSource,
  { index }: RefHistory,
  position: number,
): Promise<Date | null> {
  const commit = index.commitAt(position)
  const pull = await ctx.db.prisma.changeRequest.findFirst({
    where: {
      repositoryId: ctx.repositoryId,
      ...broughtAny(commit === null ? [] : [commit]),
      mergedAt: { not: null },
    },
    select: { mergedAt: true },
  })
  if (pull?.mergedAt != null) return pull.mergedAt
  const seen = await ctx.db.prisma.refUpdate.findMany({
    where: { repositoryId: ctx.repositoryId, ref: repository.ref, new: { not: null } },
    orderBy: { id: 'asc' },
    select: { new: true, seenAt: true },
  })
  return seen.find((update) => (index.positionOf(update.new ?? '') ?? -1) >= position)?.seenAt ?? null
}
