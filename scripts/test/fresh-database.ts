import { randomUUID } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { createDatabase } from '../database/create-database'

/** The migrated database that fresh ones are copied from; nobody may stay connected to it. */
export const TEMPLATE = 'lockstep_template'

/** The migrated database that all tests of a run share: use it inside a transaction that is rolled back. */
export function sharedTestDatabase(): string {
  const url = process.env.TEST_DATABASE_URL
  if (url === undefined)
    throw new Error(
      'TEST_DATABASE_URL is not set: scripts/test/global-setup.ts belongs into globalSetup of the vitest config',
    )
  return url
}

/** A database of its own for one test or file, migrated and empty (about 60 ms). Call `drop` when done. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = await createDatabase(sharedTestDatabase(), name, TEMPLATE)
  return { url, drop: () => drop(name) }
}

/** Throws out connections that a test forgot to close. */
async function drop(name: string): Promise<void> {
  const client = new Client({ connectionString: sharedTestDatabase() })
  await client.connect()
  try {
    await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}
