import type { HistoryIndex } from '@/lib/git/history-index'
import { isPolicyPath } from './policy-path'

/** What a branch went through after one of its commits. */
export interface ChangesSince {
  /** On its first-parent line. */
  readonly commits: number
  /** Policies that these touched, of how many there are now or were touched. */
  readonly policies: number
  readonly of: number
}

/** What came after a commit; null for one that the branch does not have any more. `root` is the folder of the policies. */
export function changesSince(
  { index, root }: { index: HistoryIndex; root: string },
  commit: string,
): ChangesSince | null {
  const position = index.positionOf(commit)
  if (position === null) return null
  const touched = new Set<string>()
  for (let later = position + 1; later < index.length; later += 1)
    for (const path of index.pathsAt(later)) if (isPolicyPath(path, root)) touched.add(path)
  const there = index
    .lastChangesAt(index.length - 1)
    .flatMap(({ path }) => (isPolicyPath(path, root) ? [path] : []))
  return {
    commits: index.length - 1 - position,
    policies: touched.size,
    of: new Set([...there, ...touched]).size,
  }
}
