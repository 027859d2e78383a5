import { watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { nowNs, observeFile, resolveParts, sameParts, type Observation } from './observe-file'

/** Looks are kept for this long, so that one from before an event is there when the event is read. */
const KEPT = 64

/**
 * A file that somebody else may change by any means. It is looked at when a directory on the way to it reports a change, and at least
 * every two seconds, since watches miss things (another machine's writes, mounts, a full queue).
 */
export class LiveFile {
  #looks: Observation[] = []
  #watches = new Map<string, FSWatcher>()

  constructor(
    readonly path: string,
    /** Called when something below a directory of the path changed: look again soon. */
    private readonly onStir: () => void,
  ) {}

  /** Looks now. `changed` is true when the content or the way to it differs from the look before. */
  look(): { now: Observation; changed: boolean } {
    const before = this.#looks.at(-1)
    const now = (before && unchangedSince(before, this.path)) ?? observeFile(this.path)
    if (this.#looks.length >= KEPT) this.#looks.splice(1, 1)
    this.#looks.push(now)
    this.#watch(now)
    const changed =
      before === undefined ||
      before.content?.sha256 !== now.content?.sha256 ||
      before.error !== now.error ||
      !sameParts(before.parts, now.parts)
    return { now, changed }
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
  }

  #open(directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false }, () => this.onStir())
      watcher.on('error', () => {
        watcher.close()
        this.#watches.delete(directory)
      })
      this.#watches.set(directory, watcher)
    } catch {
      // Not there (yet), or no watches left on this host: the looks every two seconds remain.
    }
  }
}

/** Change times may be as coarse as a clock tick: a file that changed less than this before a look is read again. */
const COARSE_NS = 100_000_000n

/** A look that needs no reading: nothing on the way moved since one that was made well after the file's last change. */
function unchangedSince(before: Observation, path: string): Observation | null {
  const file = before.parts.at(-1)
  if (before.content === null || file === undefined || before.at - file.ctimeNs < COARSE_NS) return null
  const at = nowNs()
  try {
    const parts = resolveParts(path)
    return sameParts(before.parts, parts) ? { ...before, at, parts } : null
  } catch {
    return null
  }
}
