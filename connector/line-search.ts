import type { EventFile } from './event-file'

/** For a megabyte: 64 of them a second, of all files together. */
const PAUSE_MS = 16
/** Where a megabyte takes long: no more than a fifth of the time. */
const PAUSES = 4

/**
 * Looks for the ends of overlong lines beside everything else, a megabyte of each file in turn: a file of holes costs its writer nothing,
 * and holds up neither its connector nor an overlong line of another file.
 */
export class LineSearch {
  /** Who is told when a file is searched; the next one first. */
  readonly #files = new Map<EventFile, () => void>()
  #timer: NodeJS.Timeout | null = null

  add(file: EventFile, onSearched: () => void): void {
    this.#files.set(file, onSearched)
    this.#timer ??= this.#stepAfter(PAUSE_MS)
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#files.clear()
  }

  #stepAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      const began = performance.now()
      this.#step()
      const pauseMs = Math.max(PAUSE_MS, PAUSES * (performance.now() - began))
      this.#timer = this.#files.size === 0 ? null : this.#stepAfter(pauseMs)
    }, ms).unref()
  }

  #step(): void {
    const [next] = this.#files
    if (next === undefined) return
    const [file, onSearched] = next
    this.#files.delete(file)
    try {
      file.search()
    } catch {
      // The next look asks again.
      return
    }
    if (file.isHeldUp) this.#files.set(file, onSearched)
    else onSearched()
  }
}
