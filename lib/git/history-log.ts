import { GitError } from './git-error'
import { requireObjectIds } from './object-id'
import { pathText } from './path-text'
import { runGit } from './run-git'

/** What one commit of the first-parent line did to files, seen against its first parent. */
export interface HistoryCommit {
  readonly sha: string
  readonly firstParent: string | null
  readonly changes: readonly HistoryChange[]
}

export interface HistoryChange {
  readonly path: string
  /** 40 hex; null when the commit removed the path. */
  readonly blob: string | null
  /** Mode after the change as git prints it; `000000` when removed. */
  readonly mode: string
}

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

const [NUL, START, COLON, LINE] = [0, 1, 58, 10]

/**
 * Parses the output above. Each commit is `\x01‹sha› ‹parents› NUL`, then, if it changed files, LF and for each
 * `:‹mode› ‹mode› ‹blob› ‹blob› ‹status› NUL ‹path› NUL`. A path may begin with any byte, so the field decides.
 */
export function parseHistoryLog(output: Buffer): HistoryCommit[] {
  const commits: HistoryCommit[] = []
  let changes: HistoryChange[] = []
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
