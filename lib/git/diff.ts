import { GitError } from './git-error'
import { requireObjectIds } from './object-id'
import type { ObjectStore } from './object-store'
import { parsePatch, type DiffHunk } from './patch'
import { pathText } from './path-text'
import { runGit } from './run-git'

/** One side of a changed path. */
export interface DiffSide {
  readonly mode: string
  /** 40 hex: a blob, or of a submodule a commit elsewhere. */
  readonly sha: string
}

/** What happened to one path between two commits. Renames are a removal and an addition: paths are identities here. */
export interface FileDiff {
  readonly path: string
  readonly status: 'added' | 'removed' | 'modified' | 'type-changed'
  readonly before: DiffSide | null
  readonly after: DiffSide | null
  readonly content: DiffContent
}

export type DiffContent =
  | {
      readonly kind: 'lines'
      readonly hunks: readonly DiffHunk[]
      readonly added: number
      readonly removed: number
    }
  /** Not shown: above the limit for one file, or beyond the limits of one answer. */
  | { readonly kind: 'too-large' }
  /** Bytes that are no text (a NUL), or a symlink or submodule, whose lines mean nothing. */
  | { readonly kind: 'not-text' }

export interface DiffOptions {
  /** Only this path, or everything below this directory. */
  readonly path?: string
  /** Files above this size on either side are listed without lines. Default `MAX_FILE_BYTES`. */
  readonly maxFileBytes?: number
  /** At most so many files are given with lines. Default 300, as on GitHub. */
  readonly maxFiles?: number
}

type Change = Omit<FileDiff, 'content'>

const NOTHING = '0'.repeat(40)
/** git knows the empty tree without holding it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
/** Files above this size are not shown line by line. */
export const MAX_FILE_BYTES = 512 * 1024
const MAX_PATCH_BYTES = 16 * 1024 * 1024

/** Compares two commits (40 hex; null as `before` compares with nothing). Paths in git's order. */
export async function diffCommits(
  gitDir: string,
  objects: ObjectStore,
  before: string | null,
  after: string,
  options: DiffOptions = {},
): Promise<FileDiff[]> {
  const { maxFileBytes = MAX_FILE_BYTES, maxFiles = 300 } = options
  const from = before ?? EMPTY_TREE
  requireObjectIds(from, after)
  const changes = await listChanges(gitDir, from, after, options.path)
  const shown = new Set<Change>()
  for (const change of changes) {
    if (shown.size >= maxFiles) break
    if (isRegular(change) && (await fits(objects, change, maxFileBytes))) shown.add(change)
  }
  const patches = await readPatches(gitDir, from, after, [...shown])
  return changes.map((change) => {
    const hunks = shown.has(change) ? patches?.get(pairOf(change)) : undefined
    const content = isRegular(change) ? contentOf(change, hunks) : ({ kind: 'not-text' } as const)
    return Object.assign(change, { content })
  })
}

function contentOf(change: Change, hunks: readonly DiffHunk[] | undefined): DiffContent {
  if (change.before?.sha === change.after?.sha) return { kind: 'lines', hunks: [], added: 0, removed: 0 }
  return hunks === undefined ? { kind: 'too-large' } : linesOf(hunks)
}

/** Hunks as content: with the counts of their lines, or no text. */
export function linesOf(hunks: readonly DiffHunk[]): DiffContent {
  const lines = hunks.flatMap((hunk) => hunk.lines)
  if (lines.some((line) => line.text.includes('\0'))) return { kind: 'not-text' }
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length
  return { kind: 'lines', hunks, added: count('added'), removed: count('removed') }
}

async function listChanges(gitDir: string, from: string, to: string, path?: string): Promise<Change[]> {
  const { stdout } = await runGit({
    gitDir,
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      from,
      to,
      '--',
      ...(path ? [path] : []),
    ],
  })
  const fields = pathText(stdout).split('\0')
  const changes: Change[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', oldSha = '', newSha = '', status = ''] = (fields[index] ?? '')
      .slice(1)
      .split(' ')
    changes.push({
      path: fields[index + 1] ?? '',
      status: statusOf(status),
      before: oldSha === NOTHING ? null : { mode: oldMode, sha: oldSha },
      after: newSha === NOTHING ? null : { mode: newMode, sha: newSha },
    })
  }
  return changes
}

function statusOf(letter: string): FileDiff['status'] {
  if (letter === 'A') return 'added'
  if (letter === 'D') return 'removed'
  return letter === 'T' ? 'type-changed' : 'modified'
}

/** --text: attributes in the repository cannot hide a change by calling a file binary. */
export const PATCH_OPTIONS = [
  '--text',
  '--no-ext-diff',
  '--no-textconv',
  '--full-index',
  '--no-color',
  '--diff-algorithm=histogram',
]

/** Hunks by pair of blobs, or null when the patch as a whole is too large. The pair decides: names in a patch may lie. */
async function readPatches(
  gitDir: string,
  from: string,
  to: string,
  changes: readonly Change[],
): Promise<Map<string, DiffHunk[]> | null> {
  if (changes.length === 0) return new Map()
  const args = [
    'diff-tree',
    '-r',
    '-p',
    '--no-renames',
    ...PATCH_OPTIONS,
    from,
    to,
    '--',
    ...changes.map(({ path }) => path),
  ]
  try {
    return parsePatch(
      (await runGit({ gitDir, args, maxOutputBytes: MAX_PATCH_BYTES })).stdout.toString('utf8'),
    )
  } catch (error) {
    if (error instanceof GitError && error.kind === 'output-limit') return null
    throw error
  }
}

function pairOf(change: Change): string {
  return `${change.before?.sha ?? NOTHING}..${change.after?.sha ?? NOTHING}`
}

function isRegular({ before, after }: Change): boolean {
  return [before, after].every((side) => side === null || side.mode.startsWith('100'))
}

async function fits(objects: ObjectStore, { before, after }: Change, maxBytes: number): Promise<boolean> {
  const sizes = await Promise.all([before, after].map(async (side) => (side ? objects.sizeOf(side.sha) : 0)))
  return sizes.every((size) => size !== null && size <= maxBytes)
}
