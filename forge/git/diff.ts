import type { GitRepository } from './repository'

export type FileStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'changed'

/** One file of a diff. `sha` is the blob after (before, when removed); `patch` starts at the first hunk. */
export interface FileDiff {
  readonly path: string
  readonly previousPath: string | undefined
  readonly status: FileStatus
  readonly sha: string
  readonly additions: number
  readonly deletions: number
  readonly binary: boolean
  readonly patch: string | undefined
}

/** The tree of a commit without parents is compared with this one. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** What changed between two commits or trees (full shas), renames found. */
export async function diffFiles(repository: GitRepository, from: string, to: string): Promise<FileDiff[]> {
  if (from === to) return []
  const shared = ['diff-tree', '-r', '-M', '--no-color', '--no-ext-diff', '--no-textconv', '--no-abbrev']
  const [summary, patches] = await Promise.all([
    repository.recall([...shared, '--raw', '--numstat', '-z', '--end-of-options', from, to]),
    repository.recall([...shared, '-p', '--full-index', '--end-of-options', from, to]),
  ])
  return combine(summary.stdout.toString('utf8'), patches.stdout.toString('utf8'))
}

/** Only the changed paths (both names of a rename) between two commits or trees (full shas): what code owners are matched against. */
export async function changedPaths(repository: GitRepository, from: string, to: string): Promise<string[]> {
  const { stdout } = await repository.recall([
    'diff-tree',
    '-r',
    '--name-only',
    '--no-renames',
    '-z',
    '--end-of-options',
    from,
    to,
  ])
  return stdout.toString('utf8').split('\0').filter(Boolean)
}

function combine(summary: string, patches: string): FileDiff[] {
  const fields = summary.split('\0')
  const hunks = splitPatches(patches)
  const raw: { letter: string; before: string; after: string; path: string; previousPath?: string }[] = []
  let next = 0
  while (fields[next]?.startsWith(':')) {
    const [, , before = '', after = '', letter = ''] = (fields[next] ?? '').split(' ')
    const moved = letter.startsWith('R') || letter.startsWith('C')
    const first = fields[next + 1] ?? ''
    raw.push(
      moved
        ? { letter, before, after, previousPath: first, path: fields[next + 2] ?? '' }
        : { letter, before, after, path: first },
    )
    next += moved ? 3 : 2
  }
  let section = 0
  return raw.map(({ letter, before, after, path, previousPath }) => {
    const [additions = '', deletions = ''] = (fields[next] ?? '').split('\t')
    next += previousPath === undefined ? 1 : 3
    const patch = hunks[section]
    section += letter === 'T' ? 2 : 1 // a changed type is printed as a removal and an addition
    return {
      path,
      previousPath,
      status: statusOf(letter),
      sha: letter === 'D' ? before : after,
      additions: additions === '-' ? 0 : Number(additions),
      deletions: deletions === '-' ? 0 : Number(deletions),
      binary: additions === '-',
      patch,
    }
  })
}

/** One text per file, in the order of the raw listing; `undefined` where there is no hunk (binary, mode, pure rename). */
function splitPatches(text: string): (string | undefined)[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map((part) => {
      const start = part.search(/^@@ /m)
      return start === -1 ? undefined : part.slice(start).replace(/\n$/, '')
    })
}

function statusOf(letter: string): FileStatus {
  if (letter === 'A') return 'added'
  if (letter === 'D') return 'removed'
  if (letter === 'T') return 'changed'
  return letter.startsWith('R') ? 'renamed' : 'modified'
}
