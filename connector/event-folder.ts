import { randomUUID } from 'node:crypto'
import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { eventFileId } from '@/lib/wire/event-file-id'

import { EventFile, inodeAt } from './event-file'
import { readEvent } from './event-line'
import { instanceIdOf } from './instance-id'
import { InstanceTracker } from './instance-tracker'
import { matchInstance, type MatchTarget } from './match-instance'
import type { ProxyAgent } from './proxy-agent'
import type { StoredFile } from './positions'
import { TrackedFile } from './tracked-file'

const EVENT_FILE = /\.jsonl(\.\d+)?$/

/**
 * A folder of event files, followed once for all proxies that write there. Each file belongs to the proxy that its instance matches; those
 * that match none are sent by the first one, attributed to nobody.
 */
export class EventFolder {
  readonly #files = new Map<string, { tracked: TrackedFile; owner: ProxyAgent }>()
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
    for (const name of names) this.#open(name, known)
    for (const entry of this.#files.values()) this.#follow(entry, names)
    for (const agent of this.agents) this.#findLost(agent)
    for (const agent of this.agents) agent.saveAdopted()
  }

  close(): void {
    this.#watcher?.close()
    for (const { tracked } of this.#files.values()) tracked.file?.close()
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
  #add(
    file: EventFile,
    first: { hash: string; text: string },
    name: string,
    from = 0,
    before?: InstanceTracker,
  ): void {
    const stored = this.#stored(file, first.hash)
    const event = readEvent(first.text)
    const nativeId = event?.instance || name.replace(EVENT_FILE, '').slice(0, 64) || 'unknown'
    const blobs = (sha256: string) =>
      this.agents.map((agent) => agent.blobOf(sha256)).find((blob) => blob) ?? null
    const begin = (id: string) => {
      const tracker = before ?? new InstanceTracker(id, stored?.file.nativeId ?? nativeId, blobs)
      if (event !== null) tracker.readStart(event)
      return tracker
    }
    const match = this.#match(begin(''))
    const owner = stored?.owner ?? match?.agent ?? this.agents[0]
    if (owner === undefined) return file.close()
    // A line that names no process may begin several files.
    const isNamed = event !== null && event.instance !== ''
    const own = isNamed ? instanceIdOf(owner.settings.name, first.hash) : randomUUID()
    const tracker = begin(stored?.file.instanceId ?? own)
    if (before === undefined)
      tracker.matchedBy = match !== null && match.agent === owner ? match.matchedBy : null
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
      { events: this.path, config: tracker.config, process: tracker.process },
      targets,
    )
    const agent = this.agents.find(({ settings }) => settings.name === found?.name)
    return found && agent ? { agent, matchedBy: found.matchedBy } : null
  }

  #follow({ tracked, owner }: { tracked: TrackedFile; owner: ProxyAgent }, names: readonly string[]): void {
    const { file, tracker } = tracked
    if (file === null) return
    const { size, linked } = file.stat()
    if (size < tracked.read) return this.#restart(tracked, owner, size)
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

  /** The file became shorter: what was not sent is lost, and what comes now is another file with the same process. */
  #restart(tracked: TrackedFile, owner: ProxyAgent, size: number): void {
    const { file, tracker } = tracked
    if (file === null) return
    if (tracked.acked < tracked.read) tracked.lost = { to: tracked.read, reason: 'truncated' }
    tracked.file = null
    const first = file.firstLine()
    if (!tracked.unsent) this.#files.delete(tracked.id)
    owner.stirred(tracked)
    // Not one whole line yet: opened again at the next look.
    if (first === null) return file.close()
    const from = first.hash === tracked.firstLine ? size : 0
    const heir = new InstanceTracker(tracker.id, tracker.nativeId, (sha256) => owner.blobOf(sha256))
    inherit(heir, tracker)
    this.#add(file, first, tracked.name, from, heir)
  }

  /** Files that a position names and that are there no more, though bytes of them were never sent. */
  #findLost(agent: ProxyAgent): void {
    for (const stored of agent.takeUnseen()) {
      const tracker = new InstanceTracker(stored.instanceId, stored.nativeId, () => null)
      resume(tracker, stored)
      tracker.matchedBy = stored.matched ? 'configured' : null
      tracker.endedAt ??= stored.lastEventAt ?? new Date().toISOString()
      const tracked = new TrackedFile(stored.id, stored.firstLine, stored.name, tracker, null, stored.acked)
      tracked.read = stored.size
      tracked.size = stored.size
      if (stored.acked < stored.size) tracked.lost = { to: stored.size, reason: 'pruned' }
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

function inherit(heir: InstanceTracker, tracker: InstanceTracker): void {
  const {
    pid,
    server,
    config,
    startedAt,
    lastEventAt,
    endedAt,
    client,
    attempted,
    running,
    matchedBy,
    loads,
    observeOnly,
  } = tracker
  Object.assign(heir, {
    pid,
    server,
    config,
    startedAt,
    lastEventAt,
    endedAt,
    client,
    attempted,
    running,
    matchedBy,
    loads,
    observeOnly,
  })
  tracker.loads = []
  const { sha256, blob, evidence } = tracker.segments.at(-1) ?? {
    sha256: null,
    blob: null,
    evidence: 0 as const,
  }
  heir.segments = [{ from: 0, sha256, blob, evidence }]
}
