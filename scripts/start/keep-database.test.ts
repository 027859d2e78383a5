import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { processIdentity } from '../processes/identity.mjs'
import { runningServer } from '../database/server'
import { findPlace } from '../database/place'
import { postgresAccount } from '../database/account'
import { limitFiles } from '../test/limit-files'
import { runScript } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'

function serverPid(directory: string): number {
  return runningServer(findPlace(directory, postgresAccount()))?.pid ?? 0
}

it('a database that is killed on a full disk is started again once there is room, and says once why not before', async () => {
  const directory = join(temporaryFolder(), 'postgres')
  const keeper = runScript('scripts/start/keep.fixture.mjs', [directory])
  const pid = keeper.child.pid ?? 0
  await keeper.printed(/ready/)
  limitFiles(pid, 'nothing')
  process.kill(serverPid(directory), 'SIGKILL')
  await keeper.printed(/PostgreSQL does not start: Files below .* may not grow any more: raise the limit/)
  // Every attempt makes a file in the folder of the lock, and leaves nothing in it.
  const attempts = new Set<number>()
  const countAttempts = () => attempts.add(statSync(join(directory, 'lock')).mtimeMs).size
  await expect.poll(countAttempts, { timeout: 20_000 }).toBeGreaterThan(2)
  limitFiles(pid, 'unlimited')
  await keeper.printed(/PostgreSQL runs again/)
  expect(keeper.output().match(/does not start/g)).toHaveLength(1)
  expect(keeper.output()).not.toMatch(/\n +at /)

  const server = serverPid(directory)
  keeper.child.kill('SIGTERM')
  await keeper.printed(/Stopped/)
  await expect.poll(() => processIdentity(server), { timeout: 10_000 }).toBeUndefined()
})
