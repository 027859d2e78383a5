import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, DatabaseError } from 'pg'
import { Advice } from './advice'
import { isProgram, runProgram } from './program'

/*
 * Applies prisma/migrations in Prisma's own format and bookkeeping, so that Prisma's tools can read what happened. Unlike Prisma's
 * own deploy, a migration and its bookkeeping are one transaction: one that fails or is killed leaves nothing behind, and the next
 * start simply tries again.
 */

/** The key that Prisma's schema engine locks while it migrates. */
const ADVISORY_LOCK = 72707369
const PATIENCE = '60s'

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

interface Migration {
  name: string
  sql: string
  /** SHA-256 of migration.sql, as Prisma keeps it. */
  checksum: string
}

/** Brings a database up to date; returns the names of the migrations applied now. Throws Advice when the database does not fit the code. */
export async function migrate(url: string, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = new Client({
    connectionString: url,
    application_name: 'migrate',
    connectionTimeoutMillis: 30_000,
  })
  // A connection that ends fails the query under way; without a listener it would end the program as well.
  client.on('error', () => {})
  await client.connect()
  try {
    await lock(client)
    await client.query(TABLE)
    const pending = await findPending(client, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    // Closing the connection lets go of the lock.
    await client.end()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(names.sort().map((name) => readMigration(directory, name)))
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const file = join(directory, name, 'migration.sql')
  if (!existsSync(file))
    throw new Advice(
      `The migration ${name} has no migration.sql: restore the file from git, or remove its folder.`,
    )
  const bytes = await readFile(file)
  const sql = bytes.toString('utf8')
  if (/^\s*(begin|start transaction|commit|rollback)(\s+(work|transaction))?\s*;/im.test(sql)) {
    throw new Advice(
      `The migration ${name} begins or ends a transaction: take that out, since each migration runs in one of its own.`,
    )
  }
  return { name, sql, checksum: createHash('sha256').update(bytes).digest('hex') }
}

async function lock(client: Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '${PATIENCE}'`)
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    await client.query('SET lock_timeout = 0')
  } catch (error) {
    // 55P03 is lock_not_available.
    if (!(error instanceof DatabaseError) || error.code !== '55P03') throw error
    throw new Advice(
      `Another program has been migrating this database for ${PATIENCE}: wait for it or stop it, then start again.`,
    )
  }
}

interface Applied {
  migration_name: string
  checksum: string
  finished_at: Date | null
}

async function findPending(client: Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  )
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const row of rows) checkApplied(row, known.get(row.migration_name))
  const applied = new Set(rows.map((row) => row.migration_name))
  return migrations.filter(({ name }) => !applied.has(name))
}

function checkApplied(row: Applied, migration: Migration | undefined): void {
  const name = row.migration_name
  if (row.finished_at === null) {
    throw new Advice(
      `The migration ${name} was begun by another tool and did not finish: resolve it with "prisma migrate resolve".`,
    )
  }
  if (migration === undefined) {
    throw new Advice(
      `The database has the migration ${name}, which this Lockstep does not know: it was used by a newer version, so start that one or restore a backup.`,
    )
  }
  if (migration.checksum !== row.checksum) {
    throw new Advice(
      `The migration ${name} was edited after it was applied: restore its file from git, and put changes into a new migration.`,
    )
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** The migrations of this checkout. */
export const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

if (isProgram(import.meta.url)) {
  await runProgram(async () => {
    const url = process.env.DATABASE_URL
    if (url === undefined)
      throw new Advice('Set DATABASE_URL to the postgresql:// address of the database to migrate.')
    const applied = await migrate(url, process.argv[2] ?? MIGRATIONS)
    console.log(applied.length === 0 ? 'nothing to apply' : `applied ${applied.join(', ')}`)
    return 0
  })
}
