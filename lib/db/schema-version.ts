import type { Database } from './database'

/** The migrations that this code was written for; a test compares them with prisma/migrations. */
export const MIGRATIONS = ['20261124000000_tables', '20261124000100_decision_log'] as const

/** How the database's tables fit this code. */
export type SchemaFit =
  | { readonly kind: 'current' }
  | { readonly kind: 'behind'; readonly missing: readonly string[] }
  /** A newer Lockstep has migrated the database. */
  | { readonly kind: 'ahead'; readonly unknown: readonly string[] }

/** Compares the migrations that the database has with those the code knows. */
export async function schemaFit({ pool }: Database): Promise<SchemaFit> {
  const applied = await appliedMigrations(pool)
  const known = new Set<string>(MIGRATIONS)
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length > 0) return { kind: 'ahead', unknown }
  const missing = MIGRATIONS.filter((name) => !applied.has(name))
  return missing.length > 0 ? { kind: 'behind', missing } : { kind: 'current' }
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
