import { GitError } from './git-error'
import { requireObjectIds } from './object-id'
import type { ObjectStore, TreeChange } from './object-store'
import { pathText } from './path-text'
import { runGit } from './run-git'

/** What one commit of the first-parent line did to files, seen against its first parent. */
export interface HistoryCommit {
  readonly sha: string
  readonly firstParent: string | null
  readonly changes: readonly TreeChange[]
}

/** A push of more commits is left to git: a process costs as much as reading some dozens of them. */
const MOST_READ = 30
const NOTHING = '0'.repeat(40)

/**
 * The first-parent line from (and without) `after` to `tip`, oldest first, as git tells it:
 * a merge counts as one commit with everything that it brought in. Both are 40-character ids; one that the
 * mirror does not hold is passed over.
 */
export async function readHistoryLog(
  gitDir: string,
  tip: string,
  after: string | null,
): Promise<HistoryCommit[]> {
  requireObjectIds(tip, ...(after === null ? [] : [after]))
  const range = after === null ? [tip] : [tip, `^${after}`]
  const { stdout } = await runGit({
    gitDir,
    args: [
      'log',
      '--first-parent',
      '--diff-merges=first-parent',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '-z',
      '--reverse',
      '--ignore-missing',
      '--no-show-signature',
      '--format=%x01%H %P',
      '--end-of-options',
      ...range,
      '--',
    ],
    timeoutMs: 120_000,
    maxOutputBytes: 1024 * 1024 * 1024,
  })
  return parseHistoryLog(stdout)
}

/**
 * The same for a push of few commits, from objects that are read through a process that runs already. Null when they are many or large, or
 * `after` is not on the first-parent line of `tip`: git knows.
 */
export async function readNewCommits(
  objects: ObjectStore,
  tip: string,
  after: string,
): Promise<HistoryCommit[] | null> {
  try {
    return await walkBack(objects, tip, after)
  } catch (error) {
    if (error instanceof GitError && error.kind === 'output-limit') return null
    throw error
  }
}

async function walkBack(objects: ObjectStore, tip: string, after: string): Promise<HistoryCommit[] | null> {
  const commits: HistoryCommit[] = []
  let commit = await objects.readCommit(tip)
  while (commit !== null && commit.sha !== after) {
    const [firstParent] = commit.parents
    const parent = firstParent === undefined ? null : await objects.readCommit(firstParent)
    if (parent === null || commits.length === MOST_READ) return null
    const changes = await objects.compareTrees(parent.tree, commit.tree)
    if (changes === null) return null
    commits.unshift({ sha: commit.sha, firstParent: parent.sha, changes })
    commit = parent
  }
  return commit === null ? null : commits
}

const [NUL, START, COLON, LINE] = [0, 1, 58, 10]

/**
 * Parses the output above. Each commit is `\x01‹sha› ‹parents› NUL`, then, if it changed files, LF and for each
 * `:‹mode› ‹mode› ‹blob› ‹blob› ‹status› NUL ‹path› NUL`. A path may begin with any byte, so the field decides.
 */
export function parseHistoryLog(output: Buffer): HistoryCommit[] {
  const commits: HistoryCommit[] = []
  let changes: TreeChange[] = []
  let at = 0
  while (at < output.length) {
    const end = output.indexOf(NUL, at)
    if (end < 0) throw new GitError('failed', 'git log ended in the middle of a commit.')
    if (output[at] === START) {
      const [sha = '', firstParent = null] = output
        .toString('latin1', at + 1, end)
        .trimEnd()
        .split(' ')
      changes = []
      commits.push({ sha, firstParent, changes })
      at = output[end + 1] === LINE ? end + 2 : end + 1
    } else if (output[at] === COLON) {
      const pathEnd = output.indexOf(NUL, end + 1)
      if (pathEnd < 0) throw new GitError('failed', 'git log ended in the middle of a path.')
      const blob = output.toString('latin1', at + 56, at + 96)
      changes.push({
        path: pathText(output, end + 1, pathEnd),
        blob: blob === NOTHING ? null : blob,
        mode: output.toString('latin1', at + 8, at + 14),
      })
      at = pathEnd + 1
    } else {
      throw new GitError('failed', 'git log answered in an unexpected form.')
    }
  }
  return commits
}
