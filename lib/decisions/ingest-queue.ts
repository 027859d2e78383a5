/** What waits to be stored. */
export interface Waiting {
  /** Event files that it touches; no two batches of one transaction may share one. */
  readonly files: readonly string[]
  readonly rows: number
}

export interface IngestLimits {
  /** Rows of one transaction; a single larger batch still goes alone. */
  readonly rowsPerWrite: number
  /** Transactions at the same time. */
  readonly writers: number
  /** Rows that may wait or be written; more are refused. */
  readonly rowsAtOnce: number
}

interface Entry<Job, Result> {
  readonly job: Job
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers the small batches of many connectors into few transactions: while one is written, those that arrive wait together. Memory is
 * bounded: `offer` refuses when too many rows are on their way.
 */
export class IngestQueue<Job extends Waiting, Result> {
  readonly #waiting: Entry<Job, Result>[] = []
  readonly #busyFiles = new Set<string>()
  #writing = 0
  #rows = 0

  constructor(
    private readonly write: (jobs: Job[]) => Promise<Result[]>,
    private readonly limits: IngestLimits,
  ) {}

  /** Rows that wait or are written now, as a share of what is allowed. */
  get load(): number {
    return this.#rows / this.limits.rowsAtOnce
  }

  /** The job's result, or null when the queue is full and the job must be sent again later. */
  offer(job: Job): Promise<Result> | null {
    if (this.#rows > 0 && this.#rows + job.rows > this.limits.rowsAtOnce) return null
    this.#rows += job.rows
    const result = new Promise<Result>((resolve, reject) => this.#waiting.push({ job, resolve, reject }))
    this.#start()
    return result.finally(() => {
      this.#rows -= job.rows
    })
  }

  #start(): void {
    while (this.#writing < this.limits.writers) {
      const entries = this.#takeNext()
      if (entries.length === 0) return
      this.#writing += 1
      void this.#run(entries)
    }
  }

  /** The oldest jobs that fit into one transaction and touch no file that another one is writing. */
  #takeNext(): Entry<Job, Result>[] {
    const taken: Entry<Job, Result>[] = []
    const skipped = new Set<string>()
    let rows = 0
    for (let index = 0; index < this.#waiting.length;) {
      const entry = this.#waiting[index]
      if (entry === undefined) break
      const { job } = entry
      const fits = taken.length === 0 || rows + job.rows <= this.limits.rowsPerWrite
      const free = job.files.every((file) => !this.#busyFiles.has(file) && !skipped.has(file))
      if (fits && free) {
        taken.push(entry)
        this.#waiting.splice(index, 1)
        for (const file of job.files) this.#busyFiles.add(file)
        rows += job.rows
      } else {
        // What comes later for the same file must not overtake it.
        for (const file of job.files) skipped.add(file)
        index += 1
      }
    }
    return taken
  }

  async #run(entries: Entry<Job, Result>[]): Promise<void> {
    try {
      const results = await this.write(entries.map(({ job }) => job))
      entries.forEach(({ resolve, reject }, index) => {
        const result = results[index]
        if (result === undefined) reject(new Error('a batch was written without a result'))
        else resolve(result)
      })
    } catch (error) {
      await this.#runAlone(entries, error)
    } finally {
      for (const { job } of entries) for (const file of job.files) this.#busyFiles.delete(file)
      this.#writing -= 1
      this.#start()
    }
  }

  /** One batch that cannot be stored must not take its neighbours with it. */
  async #runAlone(entries: Entry<Job, Result>[], error: unknown): Promise<void> {
    if (entries.length === 1) {
      entries[0]?.reject(error)
      return
    }
    for (const { job, resolve, reject } of entries) {
      try {
        const [result] = await this.write([job])
        if (result === undefined) throw new Error('a batch was written without a result')
        resolve(result)
      } catch (own) {
        reject(own)
      }
    }
  }
}
