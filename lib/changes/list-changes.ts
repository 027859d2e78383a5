import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { FileDiff } from '@/lib/git/diff'
import type { RefHistory } from '@/lib/git/mirror'
import { processWide } from '@/lib/process-wide'
import { KeptAnswers } from '@/lib/kept-answers'
import { fileKind } from '@/lib/repository/policy-path'
import { compareFiles } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { readLandedCommits } from './landed-commits'
import { readApproval, readReview, type Approval, type ReviewState } from './review-state'
import { sumEffect, type Effect } from './sum-effect'

/** What is on, or on its way to, the tracked ref. */
export type ChangeSummary = PullSummary | PushSummary

export interface PullSummary {
  readonly kind: 'pull-request'
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly draftedBy: string
  readonly openedAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  readonly mergedAt: Date | null
  readonly mergeSha: string | null
  readonly headSha: string
  readonly labels: readonly string[]
  readonly review: ReviewState
  readonly approval: Approval | null
  /** It was drafted here. */
  readonly ours: boolean
}

/** A commit on the tracked ref that no pull request brought, as far as is known. */
export interface PushSummary {
  readonly kind: 'push'
  /** False while the forge was not yet asked whether a pull request brought it. */
  readonly isAsked: boolean
  readonly commit: string
  readonly title: string
  readonly committedBy: string
  readonly at: Date
  readonly paths: readonly string[]
  /** What it does to answers; null when there are too many pushes to compare them all at once. */
  readonly effect: Effect | null
}

export interface ChangeFilter {
  readonly state?: 'open' | 'merged' | 'closed' | 'all'
  /** Of pull requests that are not open: the newest so many. Open ones are listed however old they are. */
  readonly limit?: number
}

/** Nobody has so many; what somebody makes by a program must not fill the memory. */
const MOST_OPEN = 5000

const PUSHES = 200
/** Pushes that are compared for one list, the newest first. */
const COMPARED = 50

/**
 * Changes that touch policies, their tests, the owners file or `.lockstep.yaml`, newest first: pull requests whoever opened them, and
 * commits that were pushed without one. `root` is the folder of the policies.
 */
export async function listChanges({
  ctx,
  source,
  history,
  root,
  input,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly root: string
  readonly input: ChangeFilter
}): Promise<ChangeSummary[]> {
  const { state = 'all', limit = 200 } = input
  const baseRef = branchName(source.repository.ref)
  const stored = (which: string | { not: string }, take: number) =>
    ctx.db.prisma.changeRequest.findMany({
      where: { repositoryId: ctx.repositoryId, baseRef, state: which },
      orderBy: [{ updatedAt: 'desc' }, { number: 'desc' }],
      take,
    })
  const [open, done] = await Promise.all([
    state === 'all' || state === 'open' ? stored('open', MOST_OPEN) : [],
    state === 'open' ? [] : stored(state === 'all' ? { not: 'open' } : state, limit),
  ])
  const rows = [...open, ...done]
  const pulls = (await summarisePulls(ctx, rows)).filter((pull) => touchesAny(pull, root))
  if (state === 'open' || state === 'closed') return pulls
  const pushes = await listPushes(ctx, source, history.index, root)
  return [...pulls, ...pushes].sort((a, b) => timeOf(b) - timeOf(a))
}

type ChangeRow = Awaited<ReturnType<Context['db']['prisma']['changeRequest']['findMany']>>[number]

/** Stored rows as the lists show them. */
export async function summarisePulls(ctx: Context, rows: readonly ChangeRow[]): Promise<PullSummary[]> {
  const drafted = await ctx.db.prisma.draft.findMany({
    where: { repositoryId: ctx.repositoryId, changeNumber: { in: rows.map(({ number }) => number) } },
    select: { changeNumber: true },
  })
  const ours = new Set(drafted.map(({ changeNumber }) => changeNumber))
  return rows.map((row): PullSummary => ({
    kind: 'pull-request',
    number: row.number,
    title: row.title,
    state: row.state === 'open' || row.state === 'merged' ? row.state : 'closed',
    draft: row.draft,
    draftedBy: row.openedBy,
    openedAt: row.openedAt,
    updatedAt: row.updatedAt,
    closedAt: row.closedAt,
    mergedAt: row.mergedAt,
    mergeSha: row.mergeSha,
    headSha: row.headSha,
    labels: row.labels,
    review: readReview(row.review),
    approval: readApproval(row.approval),
    ours: ours.has(row.number),
  }))
}

/** Whether a pull request belongs into a list of changes; yes while its paths are not known. */
export function touchesAny({ review }: PullSummary, root: string): boolean {
  return review.paths?.some((path) => touchesPolicies(path, root)) ?? true
}

/** Whether a path says what is enforced, by whom it is owned, or where it goes. */
export function touchesPolicies(path: string, root: string): boolean {
  return fileKind(path, root) !== 'other' || /^(\.github\/|docs\/)?CODEOWNERS$/.test(path)
}

function timeOf(change: ChangeSummary): number {
  return (change.kind === 'push' ? change.at : (change.mergedAt ?? change.updatedAt)).getTime()
}

/** Compares the policies of one commit with those before it; the history knows both contents. */
async function effectOfPush(
  mirror: ChangeSource['mirror'],
  index: RefHistory['index'],
  position: number,
  root: string,
): Promise<Effect> {
  const sideAt = (path: string, at: number) => {
    const version = index.versionAt(path, at)
    return version === null ? null : { mode: version.mode, sha: version.blob }
  }
  const files = index.pathsAt(position).map((path): FileDiff => {
    const [before, after] = [sideAt(path, position - 1), sideAt(path, position)]
    const status = before === null ? 'added' : after === null ? 'removed' : 'modified'
    return { path, before, after, status, content: { kind: 'too-large' } }
  })
  return sumEffect(await compareFiles(mirror.objects, files, root))
}

/** By commit and root: a commit and what was before it never change. */
const effects = processWide('push-effects', () => new KeptAnswers<Effect>(1000))

/**
 * The latest commits of the first-parent line, up to a position, that no known pull request merged and that touch policies.
 */
export async function listPushes(
  ctx: Context,
  { mirror }: ChangeSource,
  index: RefHistory['index'],
  root: string,
  upTo = index.length - 1,
): Promise<PushSummary[]> {
  const landed = await readLandedCommits(ctx, index)
  const pushes: PushSummary[] = []
  // The first commit brings everything and is nobody's change.
  for (let position = upTo; position > 0 && pushes.length < PUSHES; position -= 1) {
    const sha = index.commitAt(position)
    if (sha === null || landed.pullOf(sha) !== null) continue
    const paths = index.pathsAt(position).filter((path) => touchesPolicies(path, root))
    if (paths.length === 0) continue
    const commit = await mirror.objects.readCommit(sha)
    if (commit === null) continue
    const [title = ''] = commit.message.split('\n')
    const effect =
      pushes.length < COMPARED
        ? await effects.get(`${sha}\0${root}`, () => effectOfPush(mirror, index, position, root))
        : null
    pushes.push({
      kind: 'push',
      isAsked: landed.isAsked(position),
      commit: sha,
      title,
      committedBy: commit.committer.name,
      at: commit.committer.at,
      paths,
      effect,
    })
  }
  return pushes
}
