import { GitError } from './git-error'
import { HistoryIndex } from './history-index'
import { readHistoryLog, readNewCommits } from './history-log'
import { requireObjectIds } from './object-id'
import type { ObjectStore } from './object-store'
import { runGit } from './run-git'

/** How an index came to its new tip. */
export type HistoryGrowth =
  | { readonly kind: 'same' }
  | { readonly kind: 'grown'; readonly commits: number }
  /**
   * Built anew. `forced`: the old tip is no ancestor of the new one, which people must be told. Otherwise the old tip
   * came in as a second parent (a merge the other way round), so the first-parent line is another one.
   */
  | { readonly kind: 'rebuilt'; readonly forced: boolean }

/** Reads the whole first-parent line of a commit (40 hex). */
export async function buildHistory(gitDir: string, tip: string): Promise<HistoryIndex> {
  const index = new HistoryIndex()
  index.append(await readHistoryLog(gitDir, tip, null))
  if (index.tip !== tip) throw new GitError('failed', `The mirror does not hold the commit ${tip}.`)
  return index
}

/** Brings an index to a new tip: by what was added, or anew when the old tip is not on the new line. */
export async function growHistory(
  { gitDir, objects }: { readonly gitDir: string; readonly objects: ObjectStore },
  index: HistoryIndex,
  tip: string,
): Promise<{ index: HistoryIndex; growth: HistoryGrowth }> {
  const old = index.tip
  if (old === tip) return { index, growth: { kind: 'same' } }
  const few = old === null ? null : await readNewCommits(objects, tip, old)
  const added = few ?? (await readHistoryLog(gitDir, tip, old))
  if (index.tip !== old) return growHistory({ gitDir, objects }, index, tip)
  if (old === null || added[0]?.firstParent === old) {
    index.append(added)
    return { index, growth: { kind: 'grown', commits: added.length } }
  }
  const forced = !(await isAncestor(gitDir, old, tip))
  return { index: await buildHistory(gitDir, tip), growth: { kind: 'rebuilt', forced } }
}

/** True when `ancestor` is reachable from `commit` (both 40 hex); false also when either is not in the mirror. */
export async function isAncestor(gitDir: string, ancestor: string, commit: string): Promise<boolean> {
  requireObjectIds(ancestor, commit)
  const args = ['merge-base', '--is-ancestor', ancestor, commit]
  return (await runGit({ gitDir, args, answers: [0, 1, 128] })).exitCode === 0
}

/** The best common ancestor of two commits (40 hex), or null when their histories never met. */
export async function mergeBase(gitDir: string, a: string, b: string): Promise<string | null> {
  requireObjectIds(a, b)
  const { stdout, exitCode } = await runGit({ gitDir, args: ['merge-base', a, b], answers: [0, 1] })
  return exitCode === 0 ? stdout.toString('latin1').trim() : null
}

/** Commits (40 hex) that are reachable from `tip` and from none of `without`, the newest first; at most `limit`. */
export async function commitsBetween(
  gitDir: string,
  tip: string,
  without: readonly string[],
  limit: number,
): Promise<string[]> {
  requireObjectIds(tip, ...without)
  const args = ['rev-list', `--max-count=${limit}`, '--topo-order', tip, ...without.map((sha) => `^${sha}`)]
  const { stdout } = await runGit({ gitDir, args })
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}
