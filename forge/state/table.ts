/** Every stored row has an id from one sequence; rows are replaced, never changed in place. */
export interface Row {
  readonly id: number
}

/** What a table tells the state when it changes. */
export interface ChangeLog {
  put(table: string, row: Row): void
  delete(table: string, id: number): void
}

/** A table in memory with groups (secondary indexes). Changes become durable with `State.save`. */
export class Table<T extends Row> {
  private readonly rows = new Map<number, T>()
  private readonly groups: { readonly keyOf: (row: T) => string; readonly ids: Map<string, Set<number>> }[] =
    []

  constructor(
    private readonly name: string,
    private readonly log: ChangeLog,
  ) {}

  get(id: number): T | undefined {
    return this.rows.get(id)
  }

  /** The row that another row refers to. */
  mustGet(id: number): T {
    const row = this.rows.get(id)
    if (row === undefined) throw new Error(`no row ${id} in ${this.name}`)
    return row
  }

  all(): T[] {
    return [...this.rows.values()]
  }

  put(row: T): T {
    this.load(row)
    this.log.put(this.name, row)
    return row
  }

  /** Replaces some fields of a row. */
  patch(id: number, fields: Partial<Omit<T, 'id'>>): T {
    return this.put({ ...this.mustGet(id), ...fields })
  }

  delete(id: number): void {
    this.unload(id)
    this.log.delete(this.name, id)
  }

  /** Declares an index; the answer is a lookup of the rows with a key, in the order of their ids. */
  groupBy(keyOf: (row: T) => string): (key: string) => T[] {
    const ids = new Map<string, Set<number>>()
    this.groups.push({ keyOf, ids })
    return (key) => {
      const found = [...(ids.get(key) ?? [])].flatMap((id) => this.rows.get(id) ?? [])
      return found.sort((a, b) => a.id - b.id)
    }
  }

  /** Puts a row that is already durable. */
  load(row: T): void {
    this.unload(row.id)
    this.rows.set(row.id, row)
    for (const { keyOf, ids } of this.groups) {
      const key = keyOf(row)
      const set = ids.get(key) ?? new Set<number>()
      set.add(row.id)
      ids.set(key, set)
    }
  }

  unload(id: number): void {
    const old = this.rows.get(id)
    if (old === undefined) return
    this.rows.delete(id)
    for (const { keyOf, ids } of this.groups) ids.get(keyOf(old))?.delete(id)
  }
}
