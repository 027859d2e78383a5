/** As many keys as one statement asks for. */
const MOST_KEYS = 500
const AT_ONCE = 2

interface Waiting<Row> {
  readonly key: string
  readonly resolve: (row: Row | null) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Looks rows up by key, those that are asked for together in one statement: a merge makes every connector of a fleet call at once. A call
 * never gets what was read before it came: it joins the next statement, not one that runs already.
 */
export class BatchedLookup<Row> {
  #waiting: Waiting<Row>[] = []
  #running = 0
  #planned = false

  /** `read` returns the rows that exist, by key. */
  constructor(private readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>) {}

  /** The row of a key, or null. Throws what the statement throws. */
  find(key: string): Promise<Row | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject })
      this.#plan()
    })
  }

  /** Whatever else arrives in this turn of the event loop comes along. */
  #plan(): void {
    if (this.#planned || this.#running >= AT_ONCE || this.#waiting.length === 0) return
    this.#planned = true
    setImmediate(() => {
      this.#planned = false
      void this.#run(this.#waiting.splice(0, MOST_KEYS))
      this.#plan()
    })
  }

  async #run(calls: readonly Waiting<Row>[]): Promise<void> {
    this.#running += 1
    try {
      const rows = await this.read([...new Set(calls.map(({ key }) => key))])
      for (const { key, resolve } of calls) resolve(rows.get(key) ?? null)
    } catch (error) {
      for (const { reject } of calls) reject(error)
    } finally {
      this.#running -= 1
      this.#plan()
    }
  }
}
