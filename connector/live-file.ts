import { lstatSync, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { sha256Of } from './digest'
import { moment, type Moment } from './moment'
import { observeFile, sameParts, type Observation } from './observe-file'
import { watchFolder } from './watch-folder'

/** Looks are kept for this long, so that one from before an event is there when the event is read. */
const KEPT = 64
/** A folder may be busy with other files. */
const AGAIN_AFTER_MS = 5
/** One look is enough for all that is done with a proxy in one go, which on a busy host takes a while. */
const GLANCE_MS = 1_000

/** A write of this program: what lay there at once behind it. */
export interface OwnWrite {
  readonly sha256: string
  readonly dev: bigint
  readonly ino: bigint
  readonly ctimeNs: bigint
  readonly at: Moment
  /** The look before it. */
  readonly before: Observation | null
}

/**
 * A file that somebody else may change by any means. It is looked at when a directory on the way to it reports a change, and at least
 * every two seconds, since watches miss things (another machine's writes, mounts, a full queue).
 */
export class LiveFile {
  #looks: Observation[] = []
  #watches = new Map<string, FSWatcher>()
  #lookedAt: Moment | null = null
  #since: Moment | null = null
  #written: OwnWrite | null = null
  #isWriting = false
  #again: NodeJS.Timeout | undefined
  /** The folders of the file and of all links on the way to it are watched. */
  #isWatched = false

  constructor(
    readonly path: string,
    private readonly on: {
      /** Something below a directory of the path changed: look again soon. */
      readonly stir: () => void
      /** A look just found another file than the one before. */
      readonly renewed: () => void
    },
  ) {}

  /** Looks now. `changed` is true when the content or the way to it differs from the look before. */
  look(): { now: Observation; changed: boolean } {
    this.#isWriting = false
    const before = this.#looks.at(-1)
    const began = moment()
    const now = observeFile(this.path, before)
    if (this.#looks.length >= KEPT) this.#looks.splice(1, 1)
    this.#looks.push(now)
    this.#watch(now)
    const changed =
      before === undefined ||
      before.content?.sha256 !== now.content?.sha256 ||
      before.error !== now.error ||
      !sameParts(before.parts, now.parts)
    this.#lookedAt = began
    if (!changed) return { now, changed }
    this.#since = moment()
    this.#noteWrite()
    this.on.renewed()
    return { now, changed }
  }

  /** A look of just now, unless a watch says that it is out of date: enough for what is looked at again anyway, but it proves no load. */
  glance(): Observation {
    const [last, at] = [this.newest, this.#lookedAt]
    const isFresh = at !== null && moment().steady - at.steady < GLANCE_MS
    return last !== null && isFresh && this.#isWatched && this.#again === undefined ? last : this.look().now
  }

  /** This program begins to write the file, and looks at it as soon as that is done. */
  writes(): void {
    this.#isWriting = true
  }

  /** A busy program looks late at what it wrote itself, when a proxy may have loaded it: it lies there since it was written. */
  wrote(write: OwnWrite): void {
    this.#written = write
    this.#noteWrite()
  }

  #noteWrite(): void {
    const [write, since, now] = [this.#written, this.#since, this.newest]
    if (write === null || since === null || now === null || write.at.steady >= since.steady) return
    if (isAsWritten(now, write)) this.#since = write.at
  }

  /** When what lies there now was known to lie there first; null before the first look. */
  get since(): Moment | null {
    return this.#since
  }

  /** Names what lies there now and the way to it: while that is the same, nothing was changed. Null when there is no file, or nobody looked. */
  get way(): string | null {
    const { parts, content } = this.newest ?? { parts: [], content: null }
    if (content === null) return null
    const steps = parts.map(({ path, dev, ino, kind, ctimeNs }) =>
      [path, dev, ino, kind === 'directory' ? '' : ctimeNs].join(' '),
    )
    return sha256Of(Buffer.from([content.sha256, ...steps].join('\n')))
  }

  /** The newest look; null before the first. */
  get newest(): Observation | null {
    return this.#looks.at(-1) ?? null
  }

  /** The newest look from before a moment (nanoseconds since the epoch), or null. */
  lookBefore(moment: bigint): Observation | null {
    return this.#looks.findLast(({ at }) => at < moment) ?? null
  }

  close(): void {
    clearTimeout(this.#again)
    for (const watcher of this.#watches.values()) watcher.close()
    this.#watches.clear()
  }

  /** Watches the directory of the file and those of the links on the way. */
  #watch({ parts }: Observation): void {
    const wanted = new Set([dirname(this.path)])
    for (const { kind, path } of parts) if (kind !== 'directory') wanted.add(dirname(path))
    for (const [directory, watcher] of this.#watches) {
      if (wanted.has(directory)) continue
      watcher.close()
      this.#watches.delete(directory)
    }
    for (const directory of wanted) if (!this.#watches.has(directory)) this.#open(directory)
    this.#isWatched = [...wanted].every((directory) => this.#watches.has(directory))
  }

  /** What is there is seen at once, or soon after the last look: whatever loads it comes later. */
  #stirred(): void {
    if (this.#isWriting || this.#isOwn()) return
    if (this.#lookedAt === null || moment().steady - this.#lookedAt.steady >= AGAIN_AFTER_MS) this.look()
    else this.#again ??= setTimeout(() => this.#lookAgain(), AGAIN_AFTER_MS)
    this.on.stir()
  }

  /** What stirred is this program's own write, at which it has looked. Whoever wrote in the same tick of the clock is seen by the next look. */
  #isOwn(): boolean {
    const [write, now] = [this.#written, this.newest]
    const file = now?.parts.at(-1)
    // By way of a link, what it leads to may be another file by now.
    if (write === null || now === null || file?.path !== this.path || !isAsWritten(now, write)) return false
    try {
      const { ino, ctimeNs, size } = lstatSync(file.path, { bigint: true })
      return ino === file.ino && ctimeNs === file.ctimeNs && size === file.size
    } catch {
      return false
    }
  }

  #lookAgain(): void {
    this.#again = undefined
    this.look()
  }

  #open(directory: string): void {
    try {
      const gone = (watcher: FSWatcher) => {
        watcher.close()
        if (this.#watches.get(directory) === watcher) this.#watches.delete(directory)
        this.#isWatched = false
      }
      this.#watches.set(directory, watchFolder(directory, { stir: () => this.#stirred(), gone }))
    } catch {
      // Not there (yet), or no watches left on this host: the looks every two seconds remain.
    }
  }
}

/** Whether what lies there is the write: the same file, untouched, on the same way as before. */
function isAsWritten(
  { parts, content }: Observation,
  { sha256, ctimeNs, dev, ino, before }: OwnWrite,
): boolean {
  const [file, way, wayBefore] = [parts.at(-1), parts.slice(0, -1), before?.parts.slice(0, -1)]
  return (
    content?.sha256 === sha256 &&
    file?.ctimeNs === ctimeNs &&
    file.dev === dev &&
    file.ino === ino &&
    wayBefore !== undefined &&
    sameParts(way, wayBefore)
  )
}
