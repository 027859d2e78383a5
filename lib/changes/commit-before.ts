import type { Context } from '@/lib/context'
import type { Commit } from '@/lib/git/commit'
import type { RefHistory } from '@/lib/git/mirror'
import type { ChangeSource } from './draft-parts'

/** Pull requests of more commits are taken to be merged as one. */
const MOST_COMMITS = 250

/**
 * The commit of the tracked branch before everything that came with `commit` (40 hex): its first parent, or for a pull request that was
 * merged by rebase, whose last commit it is, the one before the first. Null when the branch does not have it, or nothing before it.
 */
export async function commitBefore(
  ctx: Context,
  source: ChangeSource,
  { index }: RefHistory,
  commit: string,
): Promise<string | null> {
  const position = index.positionOf(commit)
  if (position === null) return null
  const row = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, mergeSha: commit },
    select: { baseSha: true, headSha: true },
  })
  const own = row === null ? [] : await commitsOf(source, row)
  // GitHub rebases each commit with its message and its author; a squash has a message of its own.
  const onBranch = await Promise.all(
    own.map(async (_, back) => {
      const sha = index.commitAt(position - back)
      return sha === null ? null : source.mirror.objects.readCommit(sha)
    }),
  )
  const isRebased = own.length > 1 && own.every((one, back) => isSame(one, onBranch[back] ?? null))
  return index.commitAt(position - (isRebased ? own.length : 1)) ?? null
}

/** The commits of a pull request without merges, the newest first; none while the mirror does not have them. */
async function commitsOf(
  { mirror }: ChangeSource,
  { baseSha, headSha }: { readonly baseSha: string; readonly headSha: string },
): Promise<Commit[]> {
  const { objects } = mirror
  const [base, head] = await Promise.all([objects.resolve(baseSha), objects.resolve(headSha)])
  if (base === null || head === null) return []
  const shas = await mirror.commitsBetween(head, [base], MOST_COMMITS + 1)
  if (shas.length > MOST_COMMITS) return []
  const commits = await Promise.all(shas.map((sha) => objects.readCommit(sha)))
  return commits.filter((commit) => commit !== null).filter(({ parents }) => parents.length < 2)
}

function isSame(one: Commit, other: Commit | null): boolean {
  return (
    other !== null &&
    other.parents.length < 2 &&
    one.message === other.message &&
    one.author.email === other.author.email &&
    one.author.at.getTime() === other.author.at.getTime()
  )
}
