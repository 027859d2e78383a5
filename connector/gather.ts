/** One call that waits to be sent with others. */
export interface Gathered<Entry, Answer> {
  readonly entry: Entry
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

interface GatherLimits<Entry> {
  /** Most entries of one sending. */
  readonly most: number
  /** Most bytes of one sending; a single larger entry goes alone. */
  readonly mostBytes: number
  readonly bytesOf: (entry: Entry) => number
  /** Sendings under way at the same time; what comes meanwhile waits and goes together. */
  readonly atOnce: number
}

/** Sends what is asked for in the same moment together. A call that comes alone is sent at once. */
export class Gather<Entry, Answer> {
  #waiting: Gathered<Entry, Answer>[] = []
  #running = 0
  #planned = false

  /** `send` answers each entry for itself; what it throws is the answer to all of them. */
  constructor(
    private readonly send: (entries: readonly Gathered<Entry, Answer>[]) => Promise<void>,
    private readonly limits: GatherLimits<Entry>,
  ) {}

  add(entry: Entry): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject })
      this.#plan()
    })
  }

  #plan(): void {
    if (this.#planned || this.#running >= this.limits.atOnce || this.#waiting.length === 0) return
    this.#planned = true
    setImmediate(() => {
      this.#planned = false
      void this.#run(this.#take())
      this.#plan()
    })
  }

  #take(): Gathered<Entry, Answer>[] {
    const { most, mostBytes, bytesOf } = this.limits
    let [count, bytes] = [0, 0]
    for (const { entry } of this.#waiting.slice(0, most)) {
      bytes += bytesOf(entry)
      if (count > 0 && bytes > mostBytes) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #run(entries: readonly Gathered<Entry, Answer>[]): Promise<void> {
    this.#running += 1
    try {
      await this.send(entries)
    } catch (error) {
      for (const { reject } of entries) reject(error)
    } finally {
      this.#running -= 1
      this.#plan()
    }
  }
}
