import type { Database } from './database'

/** How much is stored in a table, its partitions included. */
export interface TableSize {
  /** Rows; an estimate of the statistics when `exact` is false. */
  readonly rows: number
  readonly exact: boolean
  /** With indexes. */
  readonly bytes: number
}

/** Counting this much takes a moment that nobody notices; above it the statistics have to do. */
const COUNTED_BYTES = 64 * 1024 * 1024

/** Measures tables of the schema by name. Names are ours, never a person's: they become part of the statement. */
export async function measureTables(
  database: Database,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableSize>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await measure(database, name)] as const)))
}

async function measure({ pool }: Database, name: string): Promise<TableSize> {
  const { rows } = await pool.query<{ bytes: string; rows: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes,
            coalesce(sum(greatest(c.reltuples, 0)), 0) AS rows
       FROM pg_class c
      WHERE c.relkind = 'r'
        AND (c.oid = $1::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree($1::regclass)))`,
    [name],
  )
  const bytes = Number(rows[0]?.bytes ?? 0)
  if (bytes > COUNTED_BYTES) return { bytes, rows: Math.round(Number(rows[0]?.rows ?? 0)), exact: false }
  const counted = await pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${name}`)
  return { bytes, rows: Number(counted.rows[0]?.n ?? 0), exact: true }
}
