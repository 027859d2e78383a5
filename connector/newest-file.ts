import { toNanoseconds } from '@/lib/wire/terms'
import type { Wanted } from './delivery'
import type { TrackedFile } from './tracked-file'

/**
 * One event file of each process: that which knows most of it. A process has two when its file was truncated or replaced; what is there
 * still goes before what is gone, then the one with the later event.
 */
export function newestFiles(files: readonly TrackedFile[]): TrackedFile[] {
  const newest = new Map<string, TrackedFile>()
  for (const file of files) {
    const known = newest.get(file.tracker.id)
    if (known === undefined || !isNewer(known, file)) newest.set(file.tracker.id, file)
  }
  return [...newest.values()]
}

function isNewer(a: TrackedFile, b: TrackedFile): boolean {
  if ((a.file === null) !== (b.file === null)) return b.file === null
  return lastAt(a) > lastAt(b)
}

function lastAt({ tracker: { lastEventAt } }: TrackedFile): bigint {
  return lastEventAt === null ? 0n : (toNanoseconds(lastEventAt) ?? 0n)
}

/** Whether a live process of the proxy runs something else than what is wanted. */
export function runsOther({ tracker }: TrackedFile, { sha256 }: Pick<Wanted, 'sha256'>): boolean {
  return tracker.matchedBy !== null && tracker.endedAt === null && tracker.running?.sha256 !== sha256
}

/**
 * A live process that does not run what is wanted, though that arrived at `arrivedAt` (ms since the epoch). One of which it is not proved
 * what it runs, and which says nothing though it was asked by another write, is late too: its watch was dead before this connector came.
 */
export function findLate(
  files: readonly TrackedFile[],
  wanted: Pick<Wanted, 'sha256'>,
  arrivedAt: number,
): TrackedFile | undefined {
  return newestFiles(files).find(
    (one) => one.file !== null && (runsOther(one, wanted) || isSilentSince(one, arrivedAt)),
  )
}

function isSilentSince({ tracker: { matchedBy, endedAt, running } }: TrackedFile, since: number): boolean {
  if (matchedBy === null || endedAt !== null || running === null) return false
  return running.evidence < 3 && Date.parse(running.at) < since
}
