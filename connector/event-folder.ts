import { randomUUID } from 'node:crypto'
import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { eventFileId } from '@/lib/wire/event-file-id'

import { EventFile, inodeAt } from './event-file'
import { continuedOf, readEvent, type ProxyEvent } from './event-line'
import { instanceIdOf } from './instance-id'
import { InstanceTracker } from './instance-tracker'
import { matchInstance, type MatchTarget } from './match-instance'
import type { ProxyAgent } from './proxy-agent'
import type { StoredFile } from './positions'
import { TrackedFile } from './tracked-file'

const EVENT_FILE = /\.jsonl(\.\d+)?$/

interface FirstLine {
  readonly hash: string
  readonly text: string
}

/** A file that became shorter, or was written anew, and how far it had been read. */
interface Emptied {
  readonly file: EventFile
  readonly tracker: InstanceTracker
  readonly owner: ProxyAgent
  readonly name: string
  readonly firstLine: string
  readonly read: number
}

/**
 * A folder of event files, followed once for all proxies that write there. Each file belongs to the proxy that its instance matches; those
 * that match none are sent by the first one, attributed to nobody.
 */
export class EventFolder {
  readonly #files = new Map<string, { tracked: TrackedFile; owner: ProxyAgent }>()
  #emptied: Emptied[] = []
  #watcher: FSWatcher | null = null

  constructor(
    readonly path: string,
    private readonly agents: readonly ProxyAgent[],
    private readonly onStir: () => void,
  ) {}

  /** Looks for new files and follows all; owners are told when something happened to a file of theirs. */
  scan(): void {
    this.#watch()
    const names = this.#names()
    const known = new Set([...this.#files.values()].map(({ tracked }) => tracked.file?.inode))
    for (const { file } of this.#emptied) known.add(file.inode)
    this.#goOn()
    for (const name of names) this.#open(name, known)
    for (const entry of this.#files.values()) this.#follow(entry, names)
    for (const agent of this.agents) this.#findLost(agent)
    for (const agent of this.agents) agent.saveAdopted()
  }

  close(): void {
    this.#watcher?.close()
    for (const { tracked } of this.#files.values()) tracked.file?.close()
    for (const { file } of this.#emptied) file.close()
  }

  #names(): string[] {
    try {
      return readdirSync(this.path).filter((name) => EVENT_FILE.test(name))
    } catch {
      return []
    }
  }

  #watch(): void {
    if (this.#watcher !== null) return
    try {
      this.#watcher = watch(this.path, { persistent: false }, () => this.onStir())
      this.#watcher.on('error', () => {
        this.#watcher?.close()
        this.#watcher = null
      })
    } catch {
      this.#watcher = null
    }
  }

  #open(name: string, known: ReadonlySet<string | undefined>): void {
    const path = join(this.path, name)
    if (known.has(inodeAt(path))) return
    let file: EventFile
    try {
      file = new EventFile(path)
    } catch {
      return
    }
    const first = file.firstLine()
    if (first === null) return file.close()
    this.#add(file, first, name)
  }

  /** Takes a file up: where a stored position says, or from its first byte on, under an id that is its own. */
  #add(file: EventFile, first: FirstLine, name: string, emptied?: Emptied): void {
    const stored = this.#stored(file, first.hash)
    const event = readEvent(first.text)
    const nativeId =
      stored?.file.nativeId ?? (event?.instance || name.replace(EVENT_FILE, '').slice(0, 64) || 'unknown')
    const isSame = emptied !== undefined && ['', emptied.tracker.nativeId].includes(event?.instance ?? '')
    const elder = stored !== null ? null : isSame ? emptied : this.#elder(file, event)
    const blobs = (sha256: string) =>
      this.agents.map((agent) => agent.blobOf(sha256)).find((blob) => blob) ?? null
    const begin = (id: string) => {
      const tracker = new InstanceTracker(id, nativeId, blobs)
      const start = stored?.file.start ?? elder?.tracker.start ?? null
      if (start !== null) tracker.resumeStart(start)
      if (event !== null) tracker.readStart(event)
      return tracker
    }
    const match = this.#match(begin(''))
    const owner = stored?.owner ?? match?.agent ?? elder?.owner ?? this.agents[0]
    if (owner === undefined) return file.close()
    // A line that names no process may begin several files.
    const isNamed = event !== null && event.instance !== ''
    const own = isNamed ? instanceIdOf(owner.settings.name, firstLineOf(event) ?? first.hash) : randomUUID()
    const tracker = begin(stored?.file.instanceId ?? elder?.tracker.id ?? own)
    tracker.matchedBy = match !== null && match.agent === owner ? match.matchedBy : null
    if (elder !== null) tracker.inherit(elder.tracker, tracker.matchedBy === null ? null : owner.live)
    const from =
      emptied === undefined || first.hash !== emptied.firstLine ? 0 : Math.min(emptied.read, file.stat().size)
    const id = isNamed ? eventFileId(first.hash) : randomUUID()
    const isFree = from === 0 && !this.#isTaken(id, owner, file.stat().size)
    const tracked = new TrackedFile(
      stored?.file.id ?? (isFree ? id : randomUUID()),
      first.hash,
      name,
      tracker,
      file,
      stored?.file.acked ?? from,
    )
    if (stored !== null) resume(tracker, stored.file)
    this.#files.set(tracked.id, { tracked, owner })
    owner.adopt(tracked)
  }

  /** The process that a new file goes on with, under its own number: another file of it was followed, or stood in the same inode. */
  #elder(file: EventFile, event: ProxyEvent | null): { tracker: InstanceTracker; owner: ProxyAgent } | null {
    if (event === null || event.instance === '') return null
    const firstLine = firstLineOf(event)
    for (const owner of this.agents) {
      const id = firstLine === null ? null : instanceIdOf(owner.settings.name, firstLine)
      const followed = owner.files().findLast(({ tracker }) => tracker.id === id)
      if (followed !== undefined) return { tracker: followed.tracker, owner }
      const stored = owner.positions
        .files()
        .findLast(
          ({ dev, ino, nativeId, instanceId }) =>
            instanceId === id ||
            (event.type !== 'startup' &&
              nativeId === event.instance &&
              dev === String(file.dev) &&
              ino === String(file.ino)),
        )
      if (stored !== undefined) return { tracker: trackerOf(stored), owner }
    }
    return null
  }

  /** The id is that of a file that is followed already (this is a copy of it), or of one that was longer: what comes now is something else. */
  #isTaken(id: string, owner: ProxyAgent, size: number): boolean {
    if (this.#files.has(id) || owner.files().some((file) => file.id === id)) return true
    return owner.positions.files().some((file) => file.id === id && file.acked > size)
  }

  #stored(file: EventFile, hash: string): { file: StoredFile; owner: ProxyAgent } | null {
    for (const owner of this.agents) {
      const found = owner.positions.find(file.dev, file.ino, hash)
      if (found !== null && file.stat().size >= found.acked) return { file: found, owner }
    }
    return null
  }

  #match(tracker: InstanceTracker) {
    const targets: MatchTarget[] = this.agents.map(({ settings }) => settings)
    const found = matchInstance(
      { events: this.path, config: tracker.start?.config ?? null, process: tracker.process },
      targets,
    )
    const agent = this.agents.find(({ settings }) => settings.name === found?.name)
    return found && agent ? { agent, matchedBy: found.matchedBy } : null
  }

  #follow({ tracked, owner }: { tracked: TrackedFile; owner: ProxyAgent }, names: readonly string[]): void {
    const { file, tracker } = tracked
    if (file === null) return
    if (!tracked.intact) return this.#restart(tracked, owner)
    const { linked } = file.stat()
    const wasAlive = tracker.endedAt === null
    const followed = tracked.follow(tracker.matchedBy === null ? null : owner.live)
    // What has just written an event was alive; whether it still is, the next look tells.
    const over = wasAlive && !followed && !tracker.checkAlive(new Date())
    // A deleted file whose process is gone, or that is read to its end: nothing more can come.
    if (!linked && !names.includes(tracked.name) && !tracked.unsent && tracker.endedAt !== null) {
      file.close()
      tracked.file = null
      owner.drop(tracked)
      this.#files.delete(tracked.id)
    }
    if (followed || over) owner.stirred(tracked)
  }

  /** The file was emptied: what was not sent is lost, and what comes now is another file of the same process. */
  #restart(tracked: TrackedFile, owner: ProxyAgent): void {
    const { file, tracker, name, firstLine, read } = tracked
    if (file === null) return
    if (tracked.acked < tracked.read) tracked.lost = { to: tracked.read, reason: 'truncated' }
    tracked.file = null
    if (!tracked.unsent) this.#files.delete(tracked.id)
    owner.stirred(tracked)
    this.#emptied.push({ file, tracker, owner, name, firstLine, read })
    this.#goOn()
  }

  /** Files that were emptied are followed from their first whole line on. */
  #goOn(): void {
    for (const emptied of this.#emptied.splice(0)) {
      const { file, name } = emptied
      const first = file.firstLine()
      if (first !== null) this.#add(file, first, name, emptied)
      else if (file.stat().linked) this.#emptied.push(emptied)
      else file.close()
    }
  }

  /** Files that a position names and that are there no more, though bytes of them were never sent. */
  #findLost(agent: ProxyAgent): void {
    for (const stored of agent.takeUnseen()) {
      const tracker = trackerOf(stored)
      tracker.matchedBy = stored.matched ? 'configured' : null
      tracker.endedAt ??= stored.lastEventAt ?? new Date().toISOString()
      const goesOn = agent
        .files()
        .some(({ tracker: { id }, file }) => id === stored.instanceId && file !== null)
      const tracked = new TrackedFile(stored.id, stored.firstLine, stored.name, tracker, null, stored.acked)
      tracked.read = stored.size
      tracked.size = stored.size
      if (stored.acked < stored.size)
        tracked.lost = { to: stored.size, reason: goesOn ? 'truncated' : 'pruned' }
      agent.adopt(tracked)
    }
  }
}

/** What was known at the acknowledged offset; the rest is read again. */
function resume(tracker: InstanceTracker, stored: StoredFile): void {
  tracker.attempted = stored.attempted
  tracker.running = stored.running
  tracker.lastEventAt = stored.lastEventAt
  tracker.endedAt = stored.endedAt
  tracker.segments = [stored.segment]
}

function trackerOf(stored: StoredFile): InstanceTracker {
  const tracker = new InstanceTracker(stored.instanceId, stored.nativeId, () => null)
  if (stored.start !== null) tracker.resumeStart(stored.start)
  resume(tracker, stored)
  return tracker
}

/** SHA-256 of the very first line of the process that an event continues; null when it continues none. */
function firstLineOf(event: ProxyEvent): string | null {
  return event.type === 'startup' ? (continuedOf(event)?.firstLine ?? null) : null
}
