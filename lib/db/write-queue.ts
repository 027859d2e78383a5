import { isAway } from './is-away'

/** Rows that may wait or be written by one process: more would not fit in memory. */
export const MOST_ROWS_AT_ONCE = 200_000

/** How much one write takes, what must not meet in one, and how much may wait. */
export interface WriteLimits<Item> {
  /** Most items of one write. */
  readonly most: number
  /** Most rows of one write; an item of more goes alone. */
  readonly rowsPerWrite: number
  /** Writes at the same time. */
  readonly writers: number
  /** Rows that may wait or be written; more are refused. Default: `MOST_ROWS_AT_ONCE`. */
  readonly rowsAtOnce?: number
  readonly rowsOf: (item: Item) => number
  /** Names of what an item writes: no write has one twice, and no two writes at the same time have the same. */
  readonly keysOf: (item: Item) => readonly string[]
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly rows: number
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Gathers what many callers write into few writes (transactions, statements): what comes in the same moment goes together, and so does
 * what comes while others are written. Each caller is answered when its own rows are written. What the database refuses is written in
 * halves, so that a bad item spoils no other; when the database is away all are told at once. Items that write the same are written one
 * after the other, in the order they came. Memory is bounded: `offer` refuses when too many rows are on their way.
 */
export class WriteQueue<Item, Result> {
  #waiting: Waiting<Item, Result>[] = []
  /** Names of what is being written. */
  readonly #busy = new Set<string>()
  #writing = 0
  #rows = 0
  #planned = false

  /** `write` writes all of the items, durably, and returns the result of each in their order; or none of them. */
  constructor(
    private readonly write: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly limits: WriteLimits<Item>,
  ) {}

  /** Rows that wait or are written now. */
  get rows(): number {
    return this.#rows
  }

  /** Whether nothing more is taken for now. */
  get isFull(): boolean {
    return this.#rows >= this.#rowsAtOnce
  }

  /** The item's result when it is written, rejected with what writing it alone throws; null when the queue is full: offer it later. */
  offer(item: Item): Promise<Result> | null {
    const rows = this.limits.rowsOf(item)
    if (this.#rows > 0 && this.#rows + rows > this.#rowsAtOnce) return null
    this.#rows += rows
    const result = new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, rows, resolve, reject })
      this.#plan()
    })
    return result.finally(() => {
      this.#rows -= rows
    })
  }

  get #rowsAtOnce(): number {
    return this.limits.rowsAtOnce ?? MOST_ROWS_AT_ONCE
  }

  /** Whatever else arrives in this turn of the event loop comes along. */
  #plan(): void {
    if (this.#planned || this.#writing >= this.limits.writers || this.#waiting.length === 0) return
    this.#planned = true
    setImmediate(() => {
      this.#planned = false
      const taken = this.#take()
      // All wait for others that write the same: planned again at the end of those.
      if (taken.length === 0) return
      void this.#run(taken)
      this.#plan()
    })
  }

  /** The oldest that fit into one write, and write nothing that another one is writing. */
  #take(): Waiting<Item, Result>[] {
    const { most, rowsPerWrite, keysOf } = this.limits
    const taken: Waiting<Item, Result>[] = []
    const left: Waiting<Item, Result>[] = []
    const names = new Set(this.#busy)
    let rows = 0
    for (const [index, waiting] of this.#waiting.entries()) {
      if (taken.length === most) {
        left.push(...this.#waiting.slice(index))
        break
      }
      const keys = keysOf(waiting.item)
      const fits = taken.length === 0 || rows + waiting.rows <= rowsPerWrite
      const isFree = !keys.some((key) => names.has(key))
      // What is left keeps its turn: nothing that writes the same may overtake it.
      for (const key of keys) names.add(key)
      if (!fits || !isFree) left.push(waiting)
      else {
        taken.push(waiting)
        rows += waiting.rows
      }
    }
    this.#waiting = left
    return taken
  }

  async #run(taken: readonly Waiting<Item, Result>[]): Promise<void> {
    const keys = taken.flatMap(({ item }) => this.limits.keysOf(item))
    for (const key of keys) this.#busy.add(key)
    this.#writing += 1
    try {
      await this.#write(taken)
    } finally {
      for (const key of keys) this.#busy.delete(key)
      this.#writing -= 1
      this.#plan()
    }
  }

  async #write(taken: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(taken.map(({ item }) => item))
      for (const [index, { resolve, reject }] of taken.entries()) {
        const result = results[index]
        if (result === undefined) reject(new Error('something was written without a result'))
        else resolve(result)
      }
    } catch (error) {
      if (taken.length === 1 || isAway(error)) return taken.forEach(({ reject }) => reject(error))
      const half = Math.ceil(taken.length / 2)
      await this.#write(taken.slice(0, half))
      await this.#write(taken.slice(half))
    }
  }
}
