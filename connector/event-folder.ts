import { randomUUID } from 'node:crypto'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { eventFileId } from '@/lib/wire/event-file-id'
import { sha256Of } from './digest'
import { EventFile, inodeAt, type FirstLine, type Seek } from './event-file'
import {
  findElder,
  firstLineOf,
  goneFile,
  isIntact,
  newestBefore,
  newestOf,
  readToEnd,
  resume,
  sentOf,
  type Emptied,
} from './elder-file'
import { readEvent } from './event-line'
import { later, numberBefore } from './event-number'
import { instanceIdOf } from './instance-id'
import { InstanceTracker } from './instance-tracker'
import { matchInstance } from './match-instance'
import { moment, type Moment } from './moment'
import type { ProxyAgent } from './proxy-agent'
import type { StoredFile } from './positions'
import { endOfSent } from './sent-lines'
import { TrackedFile } from './tracked-file'
import { bareName, EventNames } from './unread-events'
import { watchFolder } from './watch-folder'

interface Followed {
  readonly tracked: TrackedFile
  readonly owner: ProxyAgent
}

/** A file that cannot be followed yet: it was emptied and has no whole line, or what it goes on with is not read to its end. */
interface Waiting {
  readonly file: EventFile
  readonly name: string
  readonly emptied?: Emptied
  /** Whose it is, by the id of its tracker. */
  process?: string
}

/**
 * A folder of event files, followed once for all proxies that write there. Each file belongs to the proxy that its instance matches; those
 * that match none are sent by the first one, attributed to nobody.
 */
export class EventFolder {
  readonly #files = new Set<Followed>()
  #waiting: Waiting[] = []
  #watcher: FSWatcher | null = null
  /** When it was looked for files before. */
  #scannedAt: Moment | null = null
  #notedAt: Moment | null = null
  readonly #names: EventNames

  constructor(
    readonly path: string,
    private readonly agents: readonly ProxyAgent[],
    private readonly onStir: () => void,
    private readonly seek?: Seek,
  ) {
    this.#names = new EventNames(path)
  }

  /** Looks for new files and follows all; owners are told when something happened to a file of theirs. */
  scan(): void {
    this.#watch()
    const beganAt = moment()
    const names = this.#names.read()
    const known = new Set([...this.#files].map(({ tracked }) => tracked.file?.inode))
    for (const { file } of this.#waiting) known.add(file.inode)
    for (const one of this.#waiting.splice(0)) this.#takeUp(one)
    for (const name of names) this.#open(name, known)
    for (const agent of this.agents) agent.unread.note(this.#names.unread)
    for (const entry of this.#files) this.#follow(entry, names)
    for (const agent of this.agents) this.#findLost(agent)
    for (const agent of this.agents) agent.saveAdopted()
    this.#scannedAt = beganAt
  }

  /**
   * Sees, without following them, which files have nothing new: what comes later was not there yet. Not when that was seen within so many
   * milliseconds: a merge writes the files of hundreds of proxies that may share the folder.
   */
  noteEnds(withinMs = 0): void {
    const beganAt = moment()
    if (this.#notedAt !== null && beganAt.steady - this.#notedAt.steady < withinMs) return
    this.#notedAt = beganAt
    const known = new Set([...this.#files].map(({ tracked }) => tracked.name))
    if (this.#scannedAt !== null && this.#names.read().every((name) => known.has(name)))
      this.#scannedAt = beganAt
    for (const { tracked } of this.#files) tracked.noteEnd()
  }

  /** Whether an overlong line holds up what stands behind it. */
  get isHeldUp(): boolean {
    const followed = [...this.#files].map(({ tracked }) => tracked.file)
    return [...followed, ...this.#waiting.map(({ file }) => file)].some((file) => file?.isHeldUp)
  }

  close(): void {
    this.#unwatch()
    for (const { tracked } of this.#files) tracked.file?.close()
    for (const { file } of this.#waiting) file.close()
    this.#files.clear()
    this.#waiting = []
  }

  #watch(): void {
    if (this.#watcher !== null) return
    try {
      this.#watcher = watchFolder(this.path, { stir: this.onStir, gone: () => this.#unwatch() })
    } catch {
      // Not there yet, or no watches left on this host: the looks every two seconds remain.
    }
  }

  #unwatch(): void {
    this.#watcher?.close()
    this.#watcher = null
  }

  #open(name: string, known: ReadonlySet<string | undefined>): void {
    const path = join(this.path, name)
    let file: EventFile
    try {
      if (known.has(inodeAt(path))) return
      file = new EventFile(path, this.seek)
    } catch (error) {
      return this.#names.noteUnopened(name, error)
    }
    this.#takeUp({ file, name })
  }

  /**
   * Follows a file: where a stored position says, or from its first byte on, under an id that is its own. False when it has to wait, so that
   * what is not read yet of the process is taken neither for missing nor for new.
   */
  #add(first: FirstLine, one: Waiting): boolean {
    const { file, name, emptied } = one
    const key = emptied === undefined ? this.#keyOf(file, first.hash, name) : first.hash
    const stored = emptied === undefined ? this.#stored(file, key) : null
    const event = readEvent(first.text)
    const nativeId = stored?.file.nativeId ?? (event?.instance || bareName(name).slice(0, 64) || 'unknown')
    const isSame = emptied !== undefined && ['', emptied.tracker.nativeId].includes(event?.instance ?? '')
    const elder =
      stored !== null
        ? null
        : isSame
          ? emptied
          : findElder(this.agents, file, { event, firstLine: key, name })
    const blobs = (sha256: string) =>
      this.agents.map((agent) => agent.blobOf(sha256)).find((blob) => blob) ?? null
    const begin = (id: string) => {
      const tracker = new InstanceTracker(id, nativeId, blobs)
      const start = stored?.file.start ?? elder?.tracker.start ?? null
      if (start !== null) tracker.resumeStart(start)
      if (event !== null) tracker.readStart(event)
      return tracker
    }
    const match = this.#match(begin(''), stored)
    const owner = stored?.owner ?? match?.agent ?? elder?.owner ?? this.agents[0]
    if (owner === undefined) return false
    // A line that names no process may begin several files.
    const isNamed = event !== null && event.instance !== ''
    const own = isNamed ? instanceIdOf(owner.settings.name, firstLineOf(event) ?? first.hash) : randomUUID()
    const tracker = begin(stored?.file.instanceId ?? elder?.tracker.id ?? own)
    tracker.matchedBy = match !== null && match.agent === owner ? match.matchedBy : null
    one.process = tracker.id
    if (stored === null && !readToEnd(owner, tracker.id)) return false
    const { size } = file.stat()
    const sentTo = elder === null || elder.firstLine === key ? 0 : endOfSent(file, elder.sent)
    if (stored === null && file.isHeldUp) return false
    if (sentTo > 0) elder?.carry()
    const isAgain = elder?.firstLine === key
    const again = isAgain || sentTo > 0 ? size : 0
    if (elder !== null) tracker.inherit(elder.tracker, tracker.matchedBy === null ? null : owner.live, again)
    const id = isNamed ? eventFileId(key) : randomUUID()
    const isFree = !isAgain && !this.#isTaken(id, owner, size)
    const tracked = new TrackedFile(
      stored?.file.id ?? (isFree ? id : randomUUID()),
      key,
      name,
      tracker,
      file,
      stored?.file.acked ?? 0,
    )
    if (stored !== null) resume(tracked, stored.file)
    else {
      tracked.follows = later(newestBefore(owner, tracker.id), emptied?.newest ?? null)
      tracked.numbers.acked = numberBefore(first.text)
      tracked.endSeenAt = this.#scannedAt
      tracked.sentTo = sentTo
    }
    this.#files.add({ tracked, owner })
    owner.adopt(tracked)
    return true
  }

  /**
   * What a file is known by: its first line. Beside a file that begins alike, one with another name is another file, whatever stands in it;
   * with the name of a rotated one (`x.jsonl.1`) it is what was put aside of it.
   */
  #keyOf(file: EventFile, firstLine: string, name: string): string {
    const unrotated = (one: string) => one.replace(/\.\d+$/, '')
    const own = sha256Of(Buffer.from(`${firstLine}\n${unrotated(name)}`))
    const isBeside = [...this.#files].some(
      ({ tracked }) =>
        tracked.file !== null &&
        tracked.firstLine === firstLine &&
        unrotated(tracked.name) !== unrotated(name),
    )
    const wasBeside = this.agents.some(({ positions }) => positions.find(file.dev, file.ino, own).length > 0)
    return isBeside || wasBeside ? own : firstLine
  }

  /** The id is that of a file that is followed already (this is a copy of it), or of one that was longer: the server tells what of it is new. */
  #isTaken(id: string, owner: ProxyAgent, size: number): boolean {
    if ([...this.#files].some(({ tracked }) => tracked.id === id)) return true
    if (owner.files().some((file) => file.id === id)) return true
    return owner.positions.files().some((file) => file.id === id && file.acked > size)
  }

  #stored(file: EventFile, hash: string): { file: StoredFile; owner: ProxyAgent } | null {
    for (const owner of this.agents) {
      const found = owner.positions.find(file.dev, file.ino, hash).find((stored) => isIntact(file, stored))
      if (found !== undefined) return { file: found, owner }
    }
    return null
  }

  #match({ start, process }: InstanceTracker, stored: { file: StoredFile; owner: ProxyAgent } | null) {
    const before = stored?.file.matchedBy === 'process' ? stored.owner.settings.name : null
    const targets = this.agents.map(({ settings }) => settings)
    const input = { events: this.path, config: start?.config ?? null, process, before }
    const found = matchInstance(input, targets)
    const agent = this.agents.find(({ settings }) => settings.name === found?.name)
    return found && agent ? { agent, matchedBy: found.matchedBy } : null
  }

  #follow(entry: Followed, names: readonly string[]): void {
    const { tracked, owner } = entry
    const { file, tracker } = tracked
    if (file === null) return
    const stat = file.stat()
    if (!tracked.isIntact(stat)) return this.#restart(entry)
    const wasAlive = tracker.endedAt === null
    const before = tracked.read
    const followed = tracked.follow(tracker.matchedBy === null ? null : owner.live)
    // What has just written an event was alive; whether it still is, the next look tells.
    const over = wasAlive && tracked.read === before && !tracker.checkAlive(new Date())
    // A deleted file whose process is gone, or that is read to its end: nothing more can come.
    const isGone = !stat.linked && !names.includes(tracked.name)
    if (isGone && !tracked.owed && !file.isHeldUp && tracker.endedAt !== null) {
      file.close()
      tracked.file = null
      owner.drop(tracked)
      this.#files.delete(entry)
    }
    if (followed || over) owner.stirred(tracked)
  }

  /** The file was emptied: what was not sent is lost, and what comes now is another file of the same process. */
  #restart(entry: Followed): void {
    const { tracked, owner } = entry
    const { file, tracker, name, firstLine } = tracked
    if (file === null) return
    if (tracked.acked < tracked.read) tracked.lost = { to: tracked.read, reason: 'truncated' }
    tracked.file = null
    if (!tracked.unsent) this.#files.delete(entry)
    owner.stirred(tracked)
    const [sent, carry] = [sentOf(tracked, owner), () => tracked.carry()]
    file.beginsAnew()
    const emptied = { tracker, owner, firstLine, sent, carry, newest: newestOf(tracked) }
    this.#takeUp({ file, name, emptied })
  }

  /** Follows a file now, or keeps it until that can be done. One without a whole line is found again by its name, unless it was emptied. */
  #takeUp(one: Waiting): void {
    const { file, emptied } = one
    const first = file.firstLine()
    if (first === null && !(emptied !== undefined && file.stat().linked)) file.close()
    else if (first === null || !this.#add(first, one)) this.#waiting.push(one)
  }

  /** Files that a position names and that are there no more, though bytes of them were never sent. */
  #findLost(agent: ProxyAgent): void {
    const waiting = new Set(this.#waiting.map(({ process }) => process))
    for (const stored of agent.takeUnseen(waiting)) {
      const goesOn = agent
        .files()
        .some(({ tracker: { id }, file }) => id === stored.instanceId && file !== null)
      agent.adopt(goneFile(stored, goesOn ? 'truncated' : 'pruned'))
    }
  }
}
