import { branchName } from '@/lib/git/branch-name'
import type { ChangeSource } from './draft-parts'

const MOST_COMMITS = 1000
const MOST_READ = 50

/** What git says of the branch of a pull request. */
export interface BranchFacts {
  /** Short name of the branch; it may be of a fork. */
  readonly name: string
  /** Short name of the branch that it goes to. */
  readonly base: string
  /** What it has and the base has not; `most` means that or more. */
  readonly commits: number
  /** What the base has and it has not; `most` means that or more. */
  readonly behind: number
  /** Commits are counted up to here. */
  readonly most: number
  /** How many of its newest commits were looked at for a signature, and how many carry none. Signatures are not verified. */
  readonly looked: number
  readonly unsigned: number
}

/** Null while the mirror does not have the head. */
export async function findBranch(
  { mirror, repository }: ChangeSource,
  { headRef, headSha }: { readonly headRef: string; readonly headSha: string },
): Promise<BranchFacts | null> {
  const { objects } = mirror
  const [tip, head] = await Promise.all([objects.resolve(repository.ref), objects.resolve(headSha)])
  if (tip === null || head === null) return null
  const [own, missed] = await Promise.all([
    mirror.commitsBetween(head, [tip], MOST_COMMITS),
    mirror.commitsBetween(tip, [head], MOST_COMMITS),
  ])
  const read = await Promise.all(own.slice(0, MOST_READ).map((sha) => objects.readCommit(sha)))
  const commits = read.filter((commit) => commit !== null)
  return {
    name: headRef,
    base: branchName(repository.ref),
    commits: own.length,
    behind: missed.length,
    most: MOST_COMMITS,
    looked: commits.length,
    unsigned: commits.filter(({ signed }) => !signed).length,
  }
}
