import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { processIdentity } from '../processes/identity.mjs'
import { limitFiles } from '../test/limit-files'
import { runScript } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'
import { removeDatabase, startDatabase, type Database } from './start-database'

const running = new Set<Database>()

afterEach(async () => {
  for (const database of running) await database.stop()
  running.clear()
})

async function start(directory: string, more: { port?: number; durable?: boolean } = {}): Promise<Database> {
  const database = await startDatabase({ directory, durable: false, ...more })
  running.add(database)
  return database
}

async function stop(database: Database): Promise<void> {
  running.delete(database)
  await database.stop()
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0])
  } finally {
    await client.end()
  }
}

function postmasterPid(directory: string): number {
  const elsewhere = join(directory, 'elsewhere')
  const place = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8') : directory
  return Number.parseInt(readFileSync(join(place, 'data', 'postmaster.pid'), 'utf8'), 10)
}

async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => processIdentity(pid), { timeout: 10_000 }).toBeUndefined()
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was written over a stop, in a folder with a space in its name', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const first = await start(directory)
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await stop(first)
    const second = await start(directory)
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([7])
    expect(second.url).toBe(first.url)
  })

  it('keeps what was committed when the server is killed', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const first = await start(directory, { durable: true })
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    const pid = postmasterPid(directory)
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    await stop(first)
    const second = await start(directory)
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([7])
  })

  it('is adopted, and stopped, by the next program when its own was killed', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const starter = runScript('scripts/database/hold.fixture.mjs', [directory])
    await starter.printed(/ready/)
    const pid = postmasterPid(directory)
    starter.child.kill('SIGKILL')
    await starter.exitCode()
    expect(processIdentity(pid)).toBeDefined()
    const next = await start(directory)
    expect(next.adopted).toBe(true)
    await stop(next)
    // Whoever inherited it from the killed program has still to fetch its exit code.
    await untilGone(pid)
  })

  it('is joined by a second program, and stopped by the last one only', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const [first, second] = await Promise.all([start(directory), start(directory)])
    expect(second.url).toBe(first.url)
    await stop(first)
    expect(await query(second.url, 'SELECT 1')).toEqual([1])
    await stop(second)
    await expect(query(second.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED|terminat/)
  })

  it('is stopped by its last user also where no file can be written any more', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const user = runScript('scripts/database/hold.fixture.mjs', [directory])
    await user.printed(/ready/)
    const pid = postmasterPid(directory)
    limitFiles(user.child.pid ?? 0, 'nothing')
    user.child.kill('SIGTERM')
    expect(await user.exitCode()).toBe(0)
    await untilGone(pid)
  })

  it('is stopped by its last user also when its folder was removed, which is not made again', async () => {
    const parent = temporaryFolder()
    // So that PostgreSQL's own user has its cluster below it.
    chmodSync(parent, 0o755)
    const directory = join(parent, 'postgres')
    const database = await start(directory)
    const pid = postmasterPid(directory)
    rmSync(directory, { recursive: true })
    await stop(database)
    await untilGone(pid)
    expect(existsSync(directory)).toBe(false)
  })

  it('takes another port when the wanted one is held by somebody who never answers', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const database = await start(join(temporaryFolder(), 'postgres'), { port })
    expect(await query(database.url, 'SELECT 1')).toEqual([1])
    expect(new URL(database.url).port).not.toBe(String(port))
  })

  it('starts below a folder that only root can read', async () => {
    const home = join(temporaryFolder(), 'home')
    mkdirSync(home, { mode: 0o700 })
    chmodSync(home, 0o700)
    const directory = join(home, 'postgres')
    const database = await start(directory)
    expect(await query(database.url, 'SELECT 1')).toEqual([1])
    await stop(database)
    await removeDatabase(directory)
    expect(existsSync(directory)).toBe(false)
  })

  it('starts when the pid that a crash left behind now belongs to another program', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const first = await start(directory)
    const pid = postmasterPid(directory)
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    await stop(first)
    const elsewhere = join(directory, 'elsewhere')
    const place = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8') : directory
    const file = join(place, 'data', 'postmaster.pid')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)))
    const second = await start(directory)
    expect(await query(second.url, 'SELECT 1')).toEqual([1])
  })

  it('tells times in UTC whatever the zone of the host is', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const starter = runScript('scripts/database/hold.fixture.mjs', [directory], {
      ...process.env,
      TZ: 'Pacific/Chatham',
    })
    await starter.printed(/ready/)
    const joined = await start(directory)
    expect(await query(joined.url, 'SHOW timezone')).toEqual(['UTC'])
    starter.child.kill('SIGKILL')
    await starter.exitCode()
  })

  it('refuses to remove a database that somebody uses, and removes one that nobody does', async () => {
    const directory = join(temporaryFolder(), 'postgres')
    const database = await start(directory)
    await expect(removeDatabase(directory)).rejects.toThrow(/stop it first/)
    await stop(database)
    await removeDatabase(directory)
    expect(existsSync(directory)).toBe(false)
  })

  it('says what to do when its folder is a file', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(startDatabase({ directory: join(file, 'postgres') })).rejects.toThrow(
      /not a folder: choose another place/,
    )
    rmSync(file)
  })
})
