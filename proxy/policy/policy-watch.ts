import { watch, type FSWatcher } from 'node:fs'
import { linkFolders, readPolicyFile, type PolicyFile } from './policy-file'

/** Nothing that happens to the file goes unseen for longer, also where the kernel reports nothing (network file systems). */
const POLL_MS = 1000
/** A file that is being written is read when it has not changed for so long. */
const SETTLE_MS = 60
/** An empty file is most likely between its truncation and its content. */
const EMPTY_SETTLE_MS = 1000

/**
 * Watches the path of a policy, whatever is done to it: written in place, replaced, swapped by a link somewhere on its way, removed and
 * made again. The folders of the file and of its links are watched to be fast; what counts is the content, which is read every second.
 */
export class PolicyWatch {
  readonly #path: string
  readonly #onChange: (file: PolicyFile) => void
  #reported: string
  #candidate = { state: '', since: 0 }
  #watchers: FSWatcher[] = []
  #watched = ''
  #settling: NodeJS.Timeout | undefined
  readonly #poll: NodeJS.Timeout

  /** `known` = what the caller has loaded already; only what differs is reported. */
  constructor(path: string, known: PolicyFile, onChange: (file: PolicyFile) => void) {
    this.#path = path
    this.#onChange = onChange
    this.#reported = known.state
    this.#poll = setInterval(() => this.#check(), POLL_MS)
    this.#watchFolders()
    this.#check()
  }

  /** Reports the file once more, as soon as nobody is writing it. */
  again(): void {
    this.#reported = ''
    this.#check()
  }

  close(): void {
    clearInterval(this.#poll)
    clearTimeout(this.#settling)
    for (const watcher of this.#watchers) watcher.close()
  }

  #check(): void {
    this.#watchFolders()
    const file = readPolicyFile(this.#path)
    if (file.state === this.#reported) {
      this.#candidate = { state: '', since: 0 }
      return
    }
    const now = performance.now()
    if (file.state !== this.#candidate.state) this.#candidate = { state: file.state, since: now }
    const left = this.#candidate.since + settleTime(file) - now
    if (left <= 0) {
      this.#reported = file.state
      this.#onChange(file)
    } else this.#checkIn(left)
  }

  #checkIn(delayMs: number): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.#check(), Math.ceil(delayMs))
  }

  /** Watches the folders on the way to the file; again when a link on the way changed. */
  #watchFolders(): void {
    const folders = linkFolders(this.#path)
    const key = folders.join('\0')
    if (key === this.#watched) return
    this.#watched = key
    for (const watcher of this.#watchers) watcher.close()
    this.#watchers = folders.flatMap((folder) => this.#watchFolder(folder))
  }

  #watchFolder(folder: string): FSWatcher[] {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#checkIn(5))
      // The folder went away: the next poll watches what is there then.
      watcher.on('error', () => (this.#watched = ''))
      return [watcher]
    } catch {
      // No such folder, or no watches left in the kernel: the poll does it alone.
      return []
    }
  }
}

function settleTime(file: PolicyFile): number {
  return file.kind === 'read' && file.bytes.length === 0 ? EMPTY_SETTLE_MS : SETTLE_MS
}
