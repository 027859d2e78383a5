import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from './database'

/** How the database's tables fit this code. */
export type SchemaFit =
  | { readonly kind: 'current' }
  | { readonly kind: 'behind'; readonly missing: readonly string[] }
  /** A newer Lockstep has migrated the database. */
  | { readonly kind: 'ahead'; readonly unknown: readonly string[] }

/** Compares the migrations that the database has with those the code comes with. */
export async function schemaFit({ pool }: Database): Promise<SchemaFit> {
  const [applied, shipped] = await Promise.all([appliedMigrations(pool), shippedMigrations()])
  const known = new Set(shipped)
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length > 0) return { kind: 'ahead', unknown }
  const missing = shipped.filter((name) => !applied.has(name))
  return missing.length > 0 ? { kind: 'behind', missing } : { kind: 'current' }
}

/** The build carries the folder beside server.js (next.config.ts), which is where the app runs. */
async function shippedMigrations(): Promise<string[]> {
  const entries = await readdir(join(process.cwd(), 'prisma', 'migrations'), { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return names.sort()
}

async function appliedMigrations(pool: Database['pool']): Promise<Set<string>> {
  const { rows: tables } = await pool.query<{ present: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`,
  )
  if (tables[0]?.present !== true) return new Set()
  const { rows } = await pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Set(rows.map(({ migration_name }) => migration_name))
}
