import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from './database/create-database'
import { migrate } from './migrate'
import { sharedTestDatabase } from './test/fresh-database'
import { temporaryFolder } from './test/temporary-folder'

let url: string
let client: Client
let count = 0

beforeEach(async () => {
  url = await createDatabase(sharedTestDatabase(), `migrate_${process.pid}_${(count += 1)}`)
  client = new Client({ connectionString: url })
  await client.connect()
})

afterEach(() => client.end())

function migrations(files: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, sql] of Object.entries(files)) add(folder, name, sql)
  return folder
}

function add(folder: string, name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

const FIRST = 'CREATE TABLE first (n int); INSERT INTO first VALUES (1);'

async function rows(sql: string): Promise<unknown[]> {
  return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0])
}

describe('migrations', () => {
  it('are applied once, in the order of their names', async () => {
    const folder = migrations({ '2_second': 'ALTER TABLE first ADD m int;', '1_first': FIRST })
    expect(await migrate(url, folder)).toEqual(['1_first', '2_second'])
    expect(await migrate(url, folder)).toEqual([])
    expect(await rows('SELECT n FROM first')).toEqual([1])
  })

  it('leave nothing behind when they fail, and are applied by the next start when mended', async () => {
    const folder = migrations({ '1_first': `${FIRST} SELECT broken();` })
    await expect(migrate(url, folder)).rejects.toThrow(/1_first failed/)
    expect(await rows("SELECT to_regclass('first')::text")).toEqual([null])
    add(folder, '1_first', FIRST)
    expect(await migrate(url, folder)).toEqual(['1_first'])
  })

  it('are applied once by starters that come at the same time', async () => {
    const folder = migrations({ '1_first': FIRST })
    const applied = await Promise.all([1, 2, 3].map(() => migrate(url, folder)))
    expect(applied.flat()).toEqual(['1_first'])
    expect(await rows('SELECT n FROM first')).toEqual([1])
  })

  it('refuse a database that a newer version has changed', async () => {
    await migrate(url, migrations({ '1_first': FIRST, '2_newer': 'SELECT 1;' }))
    await expect(migrate(url, migrations({ '1_first': FIRST }))).rejects.toThrow(/used by a newer version/)
  })

  it('refuse a file that was edited after it was applied', async () => {
    await migrate(url, migrations({ '1_first': FIRST }))
    const edited = migrations({ '1_first': `${FIRST} -- edited` })
    await expect(migrate(url, edited)).rejects.toThrow(/edited after it was applied/)
  })

  it('refuse a file that ends its own transaction', async () => {
    const folder = migrations({ '1_first': `${FIRST}\nCOMMIT;` })
    await expect(migrate(url, folder)).rejects.toThrow(/begins or ends a transaction/)
  })
})
