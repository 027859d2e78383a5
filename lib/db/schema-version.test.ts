import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { openDatabase, type Database } from './database'
import { schemaFit } from './schema-version'

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

describe('the schema that the code expects', () => {
  it('is what the migrations make', async () => {
    expect(await schemaFit(database)).toEqual({ kind: 'current' })
  })

  it('is told from a newer and from an older one', async () => {
    const { rows } = await database.pool.query<{ last: string }>(
      'SELECT max(migration_name) AS last FROM _prisma_migrations',
    )
    const last = rows[0]?.last ?? ''
    const rename = (from: string, to: string) =>
      database.pool.query('UPDATE _prisma_migrations SET migration_name = $2 WHERE migration_name = $1', [
        from,
        to,
      ])
    await rename(last, '20990101000000_later')
    expect(await schemaFit(database)).toEqual({ kind: 'ahead', unknown: ['20990101000000_later'] })
    await database.pool.query(`DELETE FROM _prisma_migrations WHERE migration_name = '20990101000000_later'`)
    expect(await schemaFit(database)).toEqual({ kind: 'behind', missing: [last] })
  })
})
