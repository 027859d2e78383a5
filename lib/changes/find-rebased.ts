import type { Commit } from '@/lib/git/commit'
import type { ChangeSource } from './draft-parts'

/** Pull requests of more commits are taken to be merged as one. */
export const MOST_COMMITS = 250

/**
 * The commits of the tracked branch that came with a merged pull request before its last one, newest first: GitHub's "rebase and merge" puts
 * each there by itself, with its author and message. None for every other merge, and while the mirror does not have them.
 */
export async function findRebased(
  source: ChangeSource,
  pull: { readonly baseSha: string; readonly headSha: string; readonly mergeSha: string | null },
): Promise<string[]> {
  const { mirror, repository } = source
  const history = pull.mergeSha === null ? null : await mirror.history(repository.ref)
  const position = history?.index.positionOf(pull.mergeSha ?? '') ?? null
  if (history === null || position === null) return []
  const own = await commitsOf(source, pull)
  const shas = own.map((_, back) => history.index.commitAt(position - back))
  // A squash has a message of its own.
  const onBranch = await Promise.all(
    shas.map((sha) => (sha === null ? Promise.resolve(null) : mirror.objects.readCommit(sha))),
  )
  const isRebased = own.length > 1 && own.every((one, back) => isSame(one, onBranch[back] ?? null))
  return isRebased ? shas.slice(1).filter((sha) => sha !== null) : []
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
  return other !== null && other.parents.length < 2 && isCopy(one, other)
}

/** Whether two commits say the same of themselves, as one and its copy by a rebase do. */
export function isCopy(one: Commit, other: Commit): boolean {
  return (
    one.message === other.message &&
    one.author.email === other.author.email &&
    one.author.at.getTime() === other.author.at.getTime()
  )
}
