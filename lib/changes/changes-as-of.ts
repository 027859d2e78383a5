import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import type { ChangeSource } from './draft-parts'
import { listPushes, summarisePulls, touchesAny, type ChangeSummary, type PullSummary } from './list-changes'

/** What was on its way, and what had been done, at an instant. */
export interface ChangesThen {
  readonly at: Date
  /** Open then, the latest opened first; each says what became of it since. */
  readonly open: readonly PullSummary[]
  /** Merged, closed or pushed by then, the latest first; at most `MOST_DONE`. */
  readonly done: readonly ChangeSummary[]
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
 * of commits. One that was closed and opened again counts as open in between: the forge keeps only the last of it.
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
  const baseRef = source.repository.ref.replace(/^refs\/heads\//, '')
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
  const touching = async (rows: typeof open) =>
    (await summarisePulls(ctx, rows)).filter((pull) => touchesAny(pull, root))
  const pushes = position === null ? [] : await listPushes(ctx, source, index, root, position)
  const done = [...(await touching(ended)), ...pushes].sort((a, b) => endOf(b) - endOf(a))
  return {
    at,
    open: await touching(open),
    done: done.slice(0, MOST_DONE),
    knowsPushes: position !== null,
  }
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
  const mergeSha = index.commitAt(position)
  const pull = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, mergeSha, mergedAt: { not: null } },
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
