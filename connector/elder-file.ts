import type { EventFile } from './event-file'
import { continuedOf, type ProxyEvent } from './event-line'
import { later, type Numbered } from './event-number'
import { instanceIdOf } from './instance-id'
import { InstanceTracker } from './instance-tracker'
import type { StoredFile } from './positions'
import type { ProxyAgent } from './proxy-agent'
import { lastSentAt, type LastSent } from './sent-lines'
import { TrackedFile } from './tracked-file'

/** A process that has another event file already. */
export interface Elder {
  readonly tracker: InstanceTracker
  readonly owner: ProxyAgent
  /** SHA-256 of the first line of that other file. */
  readonly firstLine: string
  /** What the log has of it, as far as that can be found again. */
  readonly sent: LastSent
  /** What was not sent of it stands in the new file. */
  readonly carry: () => void
}

/** Of a file that became shorter, or was written anew: what stood in it before. */
export interface Emptied extends Elder {
  /** Of its events. */
  readonly newest: Numbered | null
}

/**
 * The process that a new file goes on with, under its own number: another file of it was followed, stood in the same inode, or had the same name.
 * `firstLine` is the SHA-256 of the file's first line, which `event` is.
 */
export function findElder(
  agents: readonly ProxyAgent[],
  file: EventFile,
  { event, firstLine, name }: { event: ProxyEvent | null; firstLine: string; name: string },
): Elder | null {
  const instance = event?.instance ?? ''
  const goesOn = event?.type !== 'startup'
  const veryFirst = event === null ? null : firstLineOf(event)
  for (const owner of agents) {
    const id = veryFirst === null ? null : instanceIdOf(owner.settings.name, veryFirst)
    const isKin = (
      one: Pick<StoredFile, 'firstLine' | 'name'>,
      process: Pick<InstanceTracker, 'id' | 'nativeId'>,
    ) =>
      process.id === id ||
      (instance !== '' && one.firstLine === firstLine) ||
      (goesOn && one.name === name && (instance === '' || process.nativeId === instance))
    const followed = owner.files().findLast((one) => isKin(one, one.tracker))
    if (followed !== undefined) return elderOf(followed, owner)
    const isSameInode = ({ nativeId, dev, ino }: StoredFile) =>
      goesOn && nativeId === instance && dev === String(file.dev) && ino === String(file.ino)
    const stored = owner.positions
      .files()
      .findLast((one) => isKin(one, { id: one.instanceId, nativeId: one.nativeId }) || isSameInode(one))
    if (stored !== undefined) {
      const { firstLine: first, tails } = stored
      const sent = { line: tails.line, tail: tails.acked }
      return {
        tracker: trackerOf(stored),
        owner,
        firstLine: first,
        sent,
        carry: () => owner.forget(stored.id),
      }
    }
  }
  return null
}

/** Of a file that is followed: what was read of it is sent from there, also when its name is another's now. */
function elderOf(followed: TrackedFile, owner: ProxyAgent): Elder {
  const { tracker, firstLine, file } = followed
  if (file === null)
    return { tracker, owner, firstLine, sent: sentOf(followed, owner), carry: () => followed.carry() }
  followed.follow(tracker.matchedBy === null ? null : owner.live)
  return { tracker, owner, firstLine, sent: lastSentAt(file, followed.read), carry: () => {} }
}

/** What the log has of a file, as it was kept when the server said so. */
export function sentOf({ id, acked }: TrackedFile, owner: ProxyAgent): LastSent {
  const kept = owner.positions.files().find((one) => one.id === id)
  return kept?.acked === acked
    ? { line: kept.tails.line, tail: kept.tails.acked }
    : { line: null, tail: null }
}

/** Reads the files of a process that are there still to their end. False while an overlong line holds one up. */
export function readToEnd(owner: ProxyAgent, instanceId: string): boolean {
  const followed = owner.files().filter(({ tracker }) => tracker.id === instanceId)
  for (const file of followed) file.follow(file.tracker.matchedBy === null ? null : owner.live)
  return !followed.some(({ file }) => file?.isHeldUp)
}

/** The newest numbered event of a process in the files that are known of it, as far as they were read. */
export function newestBefore(owner: ProxyAgent, instanceId: string): Numbered | null {
  const followed = owner.files().filter(({ tracker }) => tracker.id === instanceId)
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
  tracker.segments = [...stored.before.segments, stored.segment]
  tracker.loads.remember(stored.before.loads)
  tracker.remember(stored.proof)
}

function trackerOf(stored: StoredFile): InstanceTracker {
  const tracker = new InstanceTracker(stored.instanceId, stored.nativeId, () => null)
  if (stored.start !== null) tracker.resumeStart(stored.start)
  resumeProcess(tracker, stored)
  return tracker
}

/** A file that is there no more; what was not sent of it is lost for this reason. */
export function goneFile(stored: StoredFile, reason: 'pruned' | 'truncated'): TrackedFile {
  const { id, firstLine, name, acked, size } = stored
  const tracker = trackerOf(stored)
  tracker.matchedBy = stored.matched ? 'configured' : null
  tracker.endedAt ??= stored.lastEventAt ?? new Date().toISOString()
  const tracked = new TrackedFile(id, firstLine, name, tracker, null, acked)
  tracked.read = size
  tracked.size = size
  tracked.resume(stored)
  if (acked < size) tracked.lost = { to: size, reason }
  return tracked
}

/** SHA-256 of the very first line of the process that an event continues; null when it continues none. */
export function firstLineOf(event: ProxyEvent): string | null {
  return event.type === 'startup' ? (continuedOf(event)?.firstLine ?? null) : null
}

/** Whether all that was seen of a file stands in it still. One that was cut back may have grown beyond it since. */
export function isIntact(file: EventFile, { acked, size, tails }: StoredFile): boolean {
  const stands = (offset: number, tail: string | null) => tail === null || file.tail(offset) === tail
  return file.stat().size >= size && stands(acked, tails.acked) && stands(size, tails.size)
}
