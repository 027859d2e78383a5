import type { Context } from '@/lib/context'
import type { ObjectStore } from '@/lib/git/object-store'
import { printable } from '@/lib/policy/describe/sentence'
import { broughtAny, byCommit } from './brought-by'
import { keptNote } from './kept-note'

/** What is said of a commit, by the forge where it knows the pull request, else by the commit itself. */
export interface DescribedCommit {
  /** 40 hex. */
  readonly commit: string
  /** The pull request's title where it is known, else the first line of the message. */
  readonly title: string
  /** Of the pull request; null for what was pushed, as far as is known. */
  readonly number: number | null
  readonly labels: readonly string[]
  /** Who drafted it on the forge, with an @; else who the commit says made it. */
  readonly by: string
  /** When it came to the branch: as the forge says, else as the commit states. */
  readonly at: Date
}

/** More than this many are looked up in all that the forge says was merged. */
const MOST_NAMED = 1000

/** Describes commits (40 hex), by their ids; those that the mirror does not have are left out. */
export async function describeCommits(
  { ctx, objects }: { ctx: Context; objects: ObjectStore },
  commits: readonly string[],
): Promise<Map<string, DescribedCommit>> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      ...(commits.length > MOST_NAMED ? { mergeSha: { not: null } } : broughtAny(commits)),
    },
    select: {
      number: true,
      title: true,
      labels: true,
      openedBy: true,
      mergeSha: true,
      rebased: true,
      mergedAt: true,
    },
  })
  const merged = byCommit(rows)
  const described = await Promise.all(
    commits.map(async (commit): Promise<DescribedCommit | null> => {
      const note = await keptNote(objects, commit)
      if (note === null) return null
      const row = merged.get(commit)
      if (row === undefined)
        return { commit, title: note.subject, number: null, labels: [], by: note.committedBy, at: note.at }
      const { number, title, labels, openedBy, mergedAt } = row
      return {
        commit,
        title: printable(title),
        number,
        labels,
        by: `@${openedBy}`,
        at: mergedAt ?? note.at,
      }
    }),
  )
  return new Map(described.flatMap((one) => (one === null ? [] : [[one.commit, one] as const])))
}
