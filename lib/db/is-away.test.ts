import { DatabaseError, Pool } from 'pg'
import { expect, it } from 'vitest'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { openDatabase } from './database'
import { isAway, isLost } from './is-away'

/** What a query that fails throws. */
async function thrownBy(query: Promise<unknown>): Promise<unknown> {
  return query.then(
    () => null,
    (error: unknown) => error,
  )
}

it('is said of a database that nobody answers for, and of one that ends the connection', async () => {
  const nobody = new Pool({ host: '127.0.0.1', port: 9 })
  expect(isAway(await thrownBy(nobody.query('SELECT 1')))).toBe(true)
  await nobody.end()
  const unreached = openDatabase('postgres://nobody@127.0.0.1:9/none', () => undefined)
  expect(isAway(await thrownBy(unreached.prisma.proxy.findFirst()))).toBe(true)
  expect(isAway(await thrownBy(unreached.prisma.$transaction((tx) => tx.proxy.count())))).toBe(true)
  await unreached.close()
  const { url, drop } = await freshDatabase()
  const pool = new Pool({ connectionString: url })
  pool.on('error', () => undefined)
  const ended = await thrownBy(pool.query('SELECT pg_terminate_backend(pg_backend_pid())'))
  expect([isAway(ended), isLost(ended)]).toEqual([true, true])
  await pool.end()
  await drop()
})

it('is said of one that is too busy to answer in time, also through Prisma', async () => {
  const { url, drop } = await freshDatabase()
  const hurried = openDatabase(url, () => undefined, { statementMs: 50 })
  const slow = 'SELECT pg_sleep(60)'
  const late = await thrownBy(hurried.pool.query(slow))
  expect([isAway(late), isLost(late)]).toEqual([true, false])
  expect(isAway(await thrownBy(hurried.prisma.$queryRawUnsafe(`${slow}::text`)))).toBe(true)
  const locked = hurried.transaction(async (client) => {
    await client.query('LOCK TABLE repository')
    await hurried.transaction(async (other) => {
      await other.query("SET LOCAL lock_timeout = '10ms'")
      await other.query('LOCK TABLE repository')
    })
  })
  expect(isAway(await thrownBy(locked))).toBe(true)
  await hurried.close()
  await drop()
})

it('is not said of what the database refuses, nor of a mistake of ours', async () => {
  const { url, drop } = await freshDatabase()
  const pool = new Pool({ connectionString: url })
  const refused = await thrownBy(pool.query('SELECT 1 / 0'))
  expect(refused).toBeInstanceOf(DatabaseError)
  expect([refused, new TypeError('x is undefined'), 'ECONNREFUSED', null].map(isAway)).toEqual([
    false,
    false,
    false,
    false,
  ])
  await pool.end()
  await drop()
})
