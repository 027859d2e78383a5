import type { EventFile } from './event-file'
import { continuedOf, type ProxyEvent } from './event-line'
import { later, type Numbered } from './event-number'
import { instanceIdOf } from './instance-id'
import { InstanceTracker } from './instance-tracker'
import type { StoredFile } from './positions'
import type { ProxyAgent } from './proxy-agent'
import type { TrackedFile } from './tracked-file'

/** A process that has another event file already. */
export interface Elder {
  readonly tracker: InstanceTracker
  readonly owner: ProxyAgent
  /** SHA-256 of the first line of that other file. */
  readonly firstLine: string
}

/**
 * The process that a new file goes on with, under its own number: another file of it was followed, or stood in the same inode. `firstLine`
 * is the SHA-256 of the file's first line, which `event` is.
 */
export function findElder(
  agents: readonly ProxyAgent[],
  file: EventFile,
  event: ProxyEvent | null,
  firstLine: string,
): Elder | null {
  if (event === null || event.instance === '') return null
  const veryFirst = firstLineOf(event)
  for (const owner of agents) {
    const id = veryFirst === null ? null : instanceIdOf(owner.settings.name, veryFirst)
    const followed = owner.files().findLast((one) => one.tracker.id === id || one.firstLine === firstLine)
    if (followed !== undefined) return { tracker: followed.tracker, owner, firstLine: followed.firstLine }
    const isSameInode = ({ dev, ino, nativeId }: StoredFile) =>
      event.type !== 'startup' &&
      nativeId === event.instance &&
      dev === String(file.dev) &&
      ino === String(file.ino)
    const stored = owner.positions
      .files()
      .findLast((one) => one.instanceId === id || one.firstLine === firstLine || isSameInode(one))
    if (stored !== undefined) return { tracker: trackerOf(stored), owner, firstLine: stored.firstLine }
  }
  return null
}

/** The newest numbered event of a process in the files that are known of it. Those that are there still are read to their end for it. */
export function newestBefore(owner: ProxyAgent, instanceId: string): Numbered | null {
  const followed = owner.files().filter(({ tracker }) => tracker.id === instanceId)
  for (const file of followed) file.follow(file.tracker.matchedBy === null ? null : owner.live)
  const isFollowed = new Set(followed.map(({ id }) => id))
  const stored = owner.positions
    .files()
    .filter((file) => file.instanceId === instanceId && !isFollowed.has(file.id))
  return [...followed.map(newestOf), ...stored.map(newestStored)].reduce(later, null)
}

/** The newest numbered event that was read of a file, or known from files before it. */
export function newestOf({ numbers, follows, tracker }: TrackedFile): Numbered | null {
  return newestStored({ numbers, follows, lastEventAt: tracker.lastEventAt })
}

function newestStored({
  numbers,
  follows,
  lastEventAt,
}: Pick<StoredFile, 'numbers' | 'follows' | 'lastEventAt'>): Numbered | null {
  return later(numbers.size === null ? null : { number: numbers.size, at: lastEventAt }, follows)
}

/** Takes what was known at the acknowledged offset; the rest is read again. */
export function resume(tracked: TrackedFile, stored: StoredFile): void {
  resumeProcess(tracked.tracker, stored)
  tracked.resume(stored)
  tracked.numbers.size = stored.numbers.acked
}

function resumeProcess(tracker: InstanceTracker, stored: StoredFile): void {
  tracker.attempted = stored.attempted
  tracker.running = stored.running
  tracker.lastEventAt = stored.lastEventAt
  tracker.endedAt = stored.endedAt
  tracker.segments = [stored.segment]
  tracker.remember(stored.proof)
}

export function trackerOf(stored: StoredFile): InstanceTracker {
  const tracker = new InstanceTracker(stored.instanceId, stored.nativeId, () => null)
  if (stored.start !== null) tracker.resumeStart(stored.start)
  resumeProcess(tracker, stored)
  return tracker
}

/** SHA-256 of the very first line of the process that an event continues; null when it continues none. */
export function firstLineOf(event: ProxyEvent): string | null {
  return event.type === 'startup' ? (continuedOf(event)?.firstLine ?? null) : null
}
