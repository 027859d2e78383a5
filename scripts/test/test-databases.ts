import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildCli } from '../build-cli'
import { createDatabase } from '../database/create-database'
import { removePlace } from '../database/place'
import { startDatabase } from '../database/start-database'
import { generateClient } from '../generate-client'
import { migrate, MIGRATIONS } from '../migrate'
import { TEMPLATE } from './fresh-database'
import { quickFolder } from './quick-folder'

/**
 * The command line in dist, a real PostgreSQL, a migrated template that `freshDatabase` copies, and one migrated database that tests may share
 * when they keep to a transaction: its address is in TEST_DATABASE_URL from now on. `folder` is theirs, quick, and goes with `stop`.
 */
export async function startTestDatabases(): Promise<{ folder: string; stop: () => Promise<void> }> {
  await generateClient()
  await buildCli()
  const folder = await mkdtemp(join(await quickFolder(), 'lockstep-test-'))
  // PostgreSQL's own account passes through it.
  await chmod(folder, 0o711)
  const database = await startDatabase({ directory: join(folder, 'postgres'), durable: false })
  await migrate(await createDatabase(database.url, TEMPLATE), MIGRATIONS)
  process.env.TEST_DATABASE_URL = await createDatabase(database.url, 'lockstep_test', TEMPLATE)
  const stop = async () => {
    await database.stop()
    removePlace(join(folder, 'postgres'))
    await rm(folder, { recursive: true, force: true })
  }
  return { folder, stop }
}
