import type { Context } from '@/lib/context'
import type { HistoryIndex } from '@/lib/git/history-index'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { broughtAny } from '@/lib/repository/brought-by'
import type { ChangeSource } from './draft-parts'

/** What a commit belongs to that the tracked branch itself was never at. */
export type Bringer =
  | { readonly kind: 'pull-request'; readonly number: number; readonly isMerged: boolean }
  /** The first commit of the branch that has it; no pull request is known to have brought that one. */
  | { readonly kind: 'commit'; readonly sha: string }

/** What brought a commit to the tracked branch beside its first-parent line, or else the pull request whose head it is; null where neither is known. */
export async function findBringer({
  ctx,
  source: { mirror },
  history: { index },
  commit,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly commit: string
}): Promise<Bringer | null> {
  const merge = await firstWith(mirror, index, commit)
  const brought = merge === null ? null : await findPullOf(ctx, broughtAny([merge]))
  const pull = brought ?? (await findPullOf(ctx, { headSha: commit }))
  if (pull !== null) return { kind: 'pull-request', number: pull.number, isMerged: pull.state === 'merged' }
  return merge === null ? null : { kind: 'commit', sha: merge }
}

function findPullOf(
  { db, repositoryId }: Context,
  which: ReturnType<typeof broughtAny> | { headSha: string },
) {
  return db.prisma.changeRequest.findFirst({
    where: { repositoryId, ...which },
    select: { number: true, state: true },
    orderBy: { number: 'desc' },
  })
}

/** The first commit of the line from which a commit can be reached; each commit has all that the one before it has. */
async function firstWith(mirror: Mirror, index: HistoryIndex, commit: string): Promise<string | null> {
  const hasIt = async (position: number) => {
    const at = index.commitAt(position)
    return at !== null && (await mirror.isAncestor(commit, at))
  }
  let [low, high] = [0, index.length - 1]
  if (!(await hasIt(high))) return null
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await hasIt(middle)) high = middle
    else low = middle + 1
  }
  return index.commitAt(low)
}
