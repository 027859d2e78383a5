import type { Commit, Signature } from './commit'
import { commitsBetween } from './history'
import { mergeTrees } from './merge'
import type { GitRepository } from './repository'

/**
 * Puts the commits of `head` that `base` does not have upon `base`, oldest first and without merges, as GitHub's "rebase and merge" does:
 * each keeps its author and message and gets a new committer, so that all of them have new shas, also where nothing had to move. Returns the
 * last one, or `null` when one of them conflicts or there is none. No ref moves.
 */
export async function rebaseCommits(
  repository: GitRepository,
  { base, head, committer }: { readonly base: string; readonly head: string; readonly committer: Signature },
): Promise<string | null> {
  const commits = await commitsBetween(repository, base, head)
  let tip = base
  for (const commit of commits.filter(({ parents }) => parents.length === 1)) {
    const tree = await pickTree(repository, tip, commit)
    if (tree === null) return null
    const { author, message } = commit
    tip = repository.writeCommit({ tree, parents: [tip], author, committer, message })
  }
  return tip === base ? null : tip
}

/**
 * The tree of `tip` with what `commit` changed in its parent. `git merge-tree` finds the merge base by itself (its `--merge-base` came with
 * git 2.40): a commit upon that parent with the tree of `tip` makes it the one.
 */
async function pickTree(repository: GitRepository, tip: string, commit: Commit): Promise<string | null> {
  const { tree, author, committer } = await repository.commitOf(tip)
  const stand = { tree, parents: commit.parents, author, committer, message: 'Stand in for the base' }
  return mergeTrees(repository, repository.writeCommit(stand), commit.sha)
}
