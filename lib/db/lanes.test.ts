import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { tryWithLock } from './advisory-lock'
import { openDatabase, type Database } from './database'
import { isBusy } from './is-away'
import { LanePool } from './lane-pool'

const SOON = { connections: 1, waitMs: 100 }
const LATE = { connections: 1, waitMs: 60_000 }
/** People alone are told soon: no other work has to be quick. */
const TIGHT = { lanes: { people: SOON, machines: LATE, jobs: LATE, renewals: LATE } }
const PATIENT = { lanes: { people: LATE, machines: LATE, jobs: LATE, renewals: LATE } }
const POLL = { timeout: 60_000 }

let url: string
let drop: () => Promise<void>
let database: Database

beforeAll(async () => {
  ;({ url, drop } = await freshDatabase())
  database = openDatabase(url, () => {}, TIGHT)
})

afterAll(async () => {
  await database.close()
  await drop()
})

/** While all connections of people are in use. */
async function whileFull<T>(work: () => Promise<T>, { pool } = database): Promise<T> {
  const held = await pool.connect()
  try {
    return await work()
  } finally {
    held.release()
  }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  )
}

describe('connections that are all in use', () => {
  it('keep work of their kind waiting for a moment, then it is told, through Prisma too', async () => {
    const errors = await whileFull(() =>
      Promise.all(
        [
          database.pool.query('SELECT 1'),
          database.transaction((client) => client.query('SELECT 1')),
          database.prisma.repository.count(),
          database.prisma.$transaction((tx) => tx.repository.count()),
        ].map(thrownBy),
      ),
    )
    expect(errors.map(isBusy)).toEqual([true, true, true, true])
    expect(await database.prisma.repository.count()).toBe(0)
  })

  it('serve whoever waits when one becomes free in time', async () => {
    const patient = openDatabase(url, () => {}, PATIENT)
    let waiting: Promise<unknown> = Promise.resolve()
    await whileFull(async () => {
      waiting = patient.pool.query('SELECT 1')
      await patient.lane('jobs').pool.query('SELECT 1')
      expect(patient.pool.waitingCount).toBe(1)
    }, patient)
    await expect(waiting).resolves.toBeDefined()
    await patient.close()
  })

  it('keep no more waiting than are told in time, though many ask in the moment when one is free', async () => {
    // The driver would let them wait for ever.
    const pool = new LanePool({ connectionString: url, max: 1 }, 100)
    await pool.query('SELECT 1')
    const [first, ...others] = [pool.connect(), pool.connect(), pool.connect()]
    const errors = await Promise.all(others.map(thrownBy))
    expect(errors.map(isBusy)).toEqual([true, true])
    ;(await first)?.release()
    await pool.end()
  })

  it('are told of once, though the driver too gives up waiting for one', async () => {
    const pool = new LanePool({ connectionString: url, max: 1 }, 50)
    const held = await pool.connect()
    pool.options.connectionTimeoutMillis = 200
    expect(isBusy(await thrownBy(pool.connect()))).toBe(true)
    await expect.poll(() => pool.waitingCount, POLL).toBe(0)
    held.release()
    await expect(pool.query('SELECT 1')).resolves.toBeDefined()
    await pool.end()
  })

  it('let work wait as long as is said, for the driver waits longer', async () => {
    const patient = openDatabase(url, () => {}, PATIENT)
    expect(patient.lane('jobs').pool.options.connectionTimeoutMillis).toBeGreaterThan(LATE.waitMs)
    await patient.close()
  })

  it('keep no other work waiting', async () => {
    await whileFull(async () => {
      for (const lane of ['machines', 'jobs'] as const)
        expect(await database.lane(lane).prisma.repository.count()).toBe(0)
    })
  })

  it('are told of before a page is begun', async () => {
    expect(await database.room()).toBe('free')
    expect(await whileFull(() => database.room())).toBe('busy')
    expect(await whileFull(() => database.lane('machines').room())).toBe('free')
    const nobody = openDatabase('postgres://nobody@127.0.0.1:9/none', () => {})
    expect(await nobody.room()).toBe('away')
    await nobody.close()
  })

  it('are not what hinders when the database refuses, which is for the work to say', async () => {
    const missing = openDatabase(`${url}-missing`, () => {})
    await expect(missing.pool.query('SELECT 1')).rejects.toMatchObject({ code: '3D000' })
    expect(await missing.room()).toBe('free')
    await missing.close()
  })
})

describe('a lock', () => {
  it('keeps no connection from work, however many are held', async () => {
    const jobs = database.lane('jobs')
    const ran = await tryWithLock(jobs, 'a', async () => {
      await tryWithLock(jobs, 'b', async () => {
        expect(await jobs.prisma.repository.count()).toBe(0)
        expect(await tryWithLock(jobs, 'a', () => Promise.reject(new Error('ran twice')))).toBe(false)
      })
    })
    expect(ran).toBe(true)
  })

  it('is free again when its connection broke, and the next one is taken by another connection', async () => {
    const jobs = database.lane('jobs')
    const break_ = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    await tryWithLock(jobs, 'a', async () => {
      await jobs.pool.query(break_)
    })
    const other = openDatabase(url, () => {}, TIGHT)
    expect(await tryWithLock(other, 'a', () => Promise.resolve())).toBe(true)
    expect(await tryWithLock(jobs, 'a', () => Promise.resolve())).toBe(true)
    await other.close()
  })
})

it('ends all connections of all lanes and apart from them', async () => {
  const closing = openDatabase(url, () => {}, TIGHT)
  const own = `lanes-${process.pid}`
  const apart = await closing.connect()
  for (const client of [closing.pool, closing.lane('jobs').pool, apart])
    await client.query(`SET application_name = '${own}'`)
  await closing.lane('machines').close()
  const open = () => database.pool.query('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [own])
  await expect.poll(async () => (await open()).rowCount, POLL).toBe(0)
})
