import type { GitRepository } from './repository'

/** One entry of a tree object. `mode` as git stores it: 100644, 100755, 120000, 40000 or 160000. */
export interface TreeEntry {
  readonly mode: string
  readonly name: string
  readonly sha: string
}

/** A file to set, or `null` to remove it. */
export type TreeChange = { readonly mode: string; readonly sha: string } | null

export function isFolder(entry: TreeEntry): boolean {
  return entry.mode === '40000'
}

export function parseTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  let position = 0
  while (position < data.length) {
    const space = data.indexOf(32, position)
    const end = data.indexOf(0, space)
    entries.push({
      mode: data.toString('latin1', position, space),
      name: data.toString('utf8', space + 1, end),
      sha: data.toString('hex', end + 1, end + 21),
    })
    position = end + 21
  }
  return entries
}

/** Git sorts by bytes, a folder as if its name ended with a slash. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name),
  }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode} ${entry.name}\0`),
      Buffer.from(entry.sha, 'hex'),
    ]),
  )
}

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

/** A path that a tree may hold: relative, no empty or dot part, no `.git`, no NUL. */
export function isTreePath(path: string): boolean {
  if (path === '' || path.includes('\0')) return false
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/i.test(part))
}
