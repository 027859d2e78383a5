import { access, chmod, constants, mkdtemp, rm, statfs } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCli } from '../build-cli'
import { createDatabase } from '../database/create-database'
import { removePlace } from '../database/place'
import { startDatabase } from '../database/start-database'
import { generateClient } from '../generate-client'
import { migrate, MIGRATIONS } from '../migrate'
import { TEMPLATE } from './fresh-database'

/**
 * Vitest runs this once around a whole run: the command line in dist, a real PostgreSQL, a migrated template that `freshDatabase` copies, and
 * one migrated database that tests may share when they keep to a transaction. Workers find its address in TEST_DATABASE_URL.
 */
export async function setup(): Promise<() => Promise<void>> {
  await generateClient()
  await buildCli()
  const folder = await mkdtemp(join(await quickFolder(), 'lockstep-test-'))
  // PostgreSQL's own account passes through it.
  await chmod(folder, 0o711)
  const database = await startDatabase({ directory: join(folder, 'postgres'), durable: false })
  await migrate(await createDatabase(database.url, TEMPLATE), MIGRATIONS)
  process.env.TEST_DATABASE_URL = await createDatabase(database.url, 'lockstep_test', TEMPLATE)
  return async () => {
    await database.stop()
    removePlace(join(folder, 'postgres'))
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Copying and dropping hundreds of databases is mostly the making of files, which took a tenth of all tests of changes on a disk: in memory,
 * where the system has room for it.
 */
async function quickFolder(): Promise<string> {
  const memory = '/dev/shm'
  const free = await access(memory, constants.W_OK)
    .then(() => statfs(memory))
    .then(
      ({ bavail, bsize }) => bavail * bsize,
      () => 0,
    )
  return Math.min(free, freemem()) >= 4 * 2 ** 30 ? memory : tmpdir()
}
