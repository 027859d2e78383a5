import { pathText } from './path-text'

/** One entry of one directory. Names are bytes in git and read as UTF-8 here, see `pathText`. */
export interface TreeEntry {
  readonly name: string
  readonly mode: TreeMode
  readonly type: 'file' | 'executable' | 'symlink' | 'submodule' | 'tree'
  /** 40 hex; of a submodule the commit in another repository. */
  readonly sha: string
}

export type TreeMode = '100644' | '100755' | '120000' | '160000' | '040000'

const TYPES: Readonly<Record<string, readonly [TreeMode, TreeEntry['type']]>> = {
  '100644': ['100644', 'file'],
  // Written by very old programs; git reads it as an ordinary file.
  '100664': ['100644', 'file'],
  '100755': ['100755', 'executable'],
  '120000': ['120000', 'symlink'],
  '160000': ['160000', 'submodule'],
  '40000': ['040000', 'tree'],
  '040000': ['040000', 'tree'],
}

/**
 * Reads a raw tree object: `‹mode› SP ‹name› NUL ‹20 bytes›` each. Reading trees ourselves instead of asking git
 * for `commit:path` keeps hostile names (line breaks, `..`, `:`) out of git's revision syntax.
 * Names that no checkout could hold (empty, `.`, `..`, with a slash) and unknown modes are left out.
 */
export function parseTree(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at)
    const nul = bytes.indexOf(0, space)
    if (space < 0 || nul < 0 || nul + 21 > bytes.length) throw new RangeError('not a tree object')
    const known = TYPES[bytes.toString('latin1', at, space)]
    const name = pathText(bytes, space + 1, nul)
    const sha = bytes.toString('hex', nul + 1, nul + 21)
    if (known && isPlainName(name)) {
      entries.push({ name, mode: known[0], type: known[1], sha })
    }
    at = nul + 21
  }
  return entries
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/')
}
