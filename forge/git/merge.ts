import type { GitRepository } from './repository'

/**
 * A real three-way merge of two commits without a work tree (`git merge-tree --write-tree`, git ≥ 2.38).
 * Returns the merged tree, or `null` when there are conflicts.
 */
export async function mergeTrees(
  repository: GitRepository,
  base: string,
  head: string,
): Promise<string | null> {
  const { code, stdout } = await repository.recall(
    ['merge-tree', '--write-tree', '--no-messages', '--name-only', base, head],
    { answers: [1] },
  )
  return code === 0 ? stdout.toString('latin1').split('\n')[0]?.trim() || null : null
}
