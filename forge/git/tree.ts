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

/** A path that a tree may hold: relative, no empty or dot part, no `.git`, no NUL. */
export function isTreePath(path: string): boolean {
  if (path === '' || path.includes('\0')) return false
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/i.test(part))
}
