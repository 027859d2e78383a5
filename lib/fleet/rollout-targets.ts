import type { HistoryIndex } from '@/lib/git/history-index'
import type { DesiredTimes } from './desired-times'
import type { PolicySource } from './policy-source'

/** What a merge wants of the proxies of one path. */
export interface RolloutTarget {
  readonly path: string
  readonly blob: string
  readonly sha256: string
  /** When the next change of this path landed; null while this content stands. */
  readonly until: Date | null
  /** The commit of that change. */
  readonly next: string | null
}

/** The contents that a commit left at some paths of a branch, and until when each was wanted. */
export async function rolloutTargets(
  source: PolicySource,
  times: DesiredTimes,
  {
    index,
    ref,
    position,
    paths,
    now,
  }: { index: HistoryIndex; ref: string; position: number; paths: readonly string[]; now: Date },
): Promise<{ readonly targets: RolloutTarget[]; readonly removed: string[] }> {
  const targets: RolloutTarget[] = []
  const removed: string[] = []
  for (const path of paths) {
    const version = index.versionAt(path, position)
    const facts = version === null ? null : await source.blobFacts(version.blob)
    if (version === null) removed.push(path)
    if (version === null || facts === null) continue
    const next = index.contentChanges(path).find(({ from }) => from > position)
    targets.push({
      path,
      blob: version.blob,
      sha256: facts.sha256,
      until: next === undefined ? null : times.landed(index, ref, next.from, now),
      next: next === undefined ? null : index.commitAt(next.from),
    })
  }
  return { targets, removed }
}
