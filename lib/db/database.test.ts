import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { openDatabase, type Database } from './database'

let database: Database
let drop: () => Promise<void>

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  database = openDatabase(fresh.url, () => {})
})

afterAll(async () => {
  await database.close()
  await drop()
})

describe('the database', () => {
  it('serves Prisma and plain SQL on the same rows', async () => {
    const made = await database.prisma.repository.create({
      data: { owner: 'northwind', name: 'policies', defaultBranch: 'main' },
    })
    const { rows } = await database.pool.query<{ owner: string }>(
      'SELECT owner FROM repository WHERE id = $1',
      [made.id],
    )
    expect(rows).toEqual([{ owner: 'northwind' }])
  })

  it('keeps what a transaction that returns has written', async () => {
    await database.transaction((client) =>
      client.query(`INSERT INTO repository (owner, name, default_branch) VALUES ('a', 'kept', 'main')`),
    )
    expect(await database.prisma.repository.count({ where: { name: 'kept' } })).toBe(1)
  })

  it('keeps nothing of a transaction that throws, and goes on', async () => {
    const failing = database.transaction(async (client) => {
      await client.query(`INSERT INTO repository (owner, name, default_branch) VALUES ('a', 'lost', 'main')`)
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    expect(await database.prisma.repository.count({ where: { name: 'lost' } })).toBe(0)
  })

  it('outlives a connection that breaks while somebody holds it: the next query of it fails, and no other', async () => {
    const held = await database.pool.connect()
    const ended = new Promise((resolve) => held.once('end', resolve))
    const { rows } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await ended
    await expect(held.query('SELECT 1')).rejects.toThrow('not queryable')
    held.release()
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('refuses to rewrite what only grows', async () => {
    const audit = { at: new Date(), actorKind: 'system', actorName: 'test', action: 'test.done' }
    await database.prisma.auditEvent.create({ data: audit })
    await expect(database.prisma.auditEvent.deleteMany()).rejects.toThrow(/only grows/)
  })

  it('states times in UTC whatever the zone of the host is', async () => {
    const { rows } = await database.pool.query<{ zone: string }>(`SELECT current_setting('timezone') AS zone`)
    expect(rows).toEqual([{ zone: 'UTC' }])
  })
})
