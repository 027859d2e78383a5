import type { GitRepository } from './repository'
import { isFolder, type TreeChange } from './tree'

/**
 * Applies changes by path to a tree and returns the new tree's sha, or `null` when nothing is left. A file in the
 * place of a folder on the way is replaced by the folder, as `git update-index` does.
 */
export async function editTree(
  repository: GitRepository,
  base: string | null,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<string | null> {
  const entries = new Map(
    (base === null ? [] : await repository.readTree(base)).map((entry) => [entry.name, entry]),
  )
  for (const [name, inside] of groupByFirstName(changes)) {
    const own = inside.get('')
    if (own !== undefined) {
      if (own === null) entries.delete(name)
      else entries.set(name, { name, ...own })
      continue
    }
    const old = entries.get(name)
    const sha = await editTree(repository, old !== undefined && isFolder(old) ? old.sha : null, inside)
    if (sha !== null) entries.set(name, { name, mode: '40000', sha })
    else if (old !== undefined && isFolder(old)) entries.delete(name)
  }
  return entries.size === 0 ? null : repository.writeTree([...entries.values()])
}

/** `a/b` and `a/c` become `a → {b, c}`; a path without a slash becomes `name → {'': change}`. */
function groupByFirstName(changes: ReadonlyMap<string, TreeChange>): Map<string, Map<string, TreeChange>> {
  const groups = new Map<string, Map<string, TreeChange>>()
  for (const [path, change] of changes) {
    const slash = path.indexOf('/')
    const name = slash === -1 ? path : path.slice(0, slash)
    const group = groups.get(name) ?? new Map<string, TreeChange>()
    group.set(slash === -1 ? '' : path.slice(slash + 1), change)
    groups.set(name, group)
  }
  return groups
}
