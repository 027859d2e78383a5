import type { Database } from '@/lib/db/database'

const DAY = 86_400_000_000

interface Dated {
  /** Microseconds since the Unix epoch. */
  readonly at: number
}

/** Makes the partitions for the days of events before they are written, and remembers which it made. */
export class DayPartitions {
  readonly #known = new Set<number>()

  constructor(private readonly db: Database) {}

  async ensure(files: readonly { readonly rows: readonly Dated[] }[]): Promise<void> {
    const missing = new Set<number>()
    for (const { rows } of files) {
      for (const { at } of rows) {
        const day = Math.floor(at / DAY)
        if (!this.#known.has(day)) missing.add(day)
      }
    }
    for (const day of [...missing].sort((a, b) => a - b)) {
      const date = new Date((day * DAY) / 1000).toISOString().slice(0, 10)
      await this.db.pool.query('SELECT ensure_decision_partitions($1::date, $1::date)', [date])
      this.#known.add(day)
    }
  }

  /** After retention dropped some. */
  forget(): void {
    this.#known.clear()
  }
}
