import type { Commit } from './commit'
import type { HistoryIndex } from './history-index'
import type { ObjectStore } from './object-store'

/** One commit that changed the content of a path, or removed it. */
export interface PathChange {
  readonly commit: Commit
  readonly position: number
  /** What the path has since; null when the commit removed it. */
  readonly blob: string | null
  /** What it had before; null when the commit brought it (back). */
  readonly before: string | null
}

/**
 * The commits of the first-parent line that changed a path, newest first, with what they say.
 * `before` is a position to continue below: that of the last change of the page before.
 */
export async function pathHistory(
  objects: ObjectStore,
  index: HistoryIndex,
  path: string,
  page: { readonly limit: number; readonly before?: number },
): Promise<PathChange[]> {
  const changes = index.contentChanges(path)
  const shown = changes
    .map((change, at) => ({
      position: change.from,
      blob: change.blob,
      before: changes[at - 1]?.blob ?? null,
    }))
    .filter(({ position }) => position < (page.before ?? Infinity))
    .reverse()
    .slice(0, page.limit)
  const read = await Promise.all(
    shown.map(({ position }) => objects.readCommit(index.commitAt(position) ?? '')),
  )
  return shown.flatMap(({ position, blob, before }, at) => {
    const commit = read[at]
    return commit ? [{ commit, position, blob, before }] : []
  })
}
