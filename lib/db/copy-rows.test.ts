import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedTestDatabase } from '@/scripts/test/fresh-database'
import { BinaryRows } from './binary-rows'
import { copyRows } from './copy-rows'

const STATEMENT = 'COPY copied FROM STDIN (FORMAT binary)'

let pool: Pool

beforeAll(() => {
  pool = new Pool({ connectionString: sharedTestDatabase(), max: 1, options: '-c timezone=UTC' })
})

afterAll(() => pool.end())

/** In a temporary table with a column of every type, which the connection forgets at the end. */
async function copying(rows: BinaryRows, columns: string): Promise<unknown[]> {
  const client = await pool.connect()
  try {
    await client.query(`CREATE TEMPORARY TABLE copied (${columns})`)
    await copyRows(client, STATEMENT, rows.finish())
    return (await client.query<Record<string, unknown>>('SELECT * FROM copied')).rows
  } finally {
    await client.query('DROP TABLE IF EXISTS copied')
    client.release()
  }
}

describe('rows that are copied', () => {
  it('come out as they were written, with nulls, in every type', async () => {
    const rows = new BinaryRows(8, 10)
    const texts = ['', 'ä 🔒', '"{}', 'NULL']
    rows.row()
    rows.smallint(-2)
    rows.integer(2 ** 31 - 1)
    rows.boolean(true)
    rows.bigint(-(2 ** 53) + 1)
    rows.timestamp(Date.UTC(2026, 10, 26, 12) * 1000 + 123_456)
    rows.bytea('00ff10')
    rows.texts(texts)
    rows.jsonb('{"a":"ä"}')
    rows.row()
    rows.smallint(0)
    rows.integer(null)
    rows.boolean(false)
    rows.bigint(0)
    rows.timestamp(-1)
    rows.bytea(null)
    rows.texts([])
    rows.jsonb(null)
    const stored = await copying(
      rows,
      's smallint, i integer, b boolean, g bigint, t timestamptz, y bytea, a text[], j jsonb',
    )
    expect(stored).toEqual([
      {
        s: -2,
        i: 2 ** 31 - 1,
        b: true,
        g: '-9007199254740991',
        t: new Date('2026-11-26T12:00:00.123Z'),
        y: Buffer.from('00ff10', 'hex'),
        a: texts,
        j: { a: 'ä' },
      },
      {
        s: 0,
        i: null,
        b: false,
        g: '0',
        t: new Date('1969-12-31T23:59:59.999Z'),
        y: null,
        a: [],
        j: null,
      },
    ])
  })

  it('are refused with the code of the reason, and the connection works on', async () => {
    const rows = new BinaryRows(1, 10)
    for (const value of [1, 1]) {
      rows.row()
      rows.integer(value)
    }
    await expect(copying(rows, 'i integer PRIMARY KEY')).rejects.toMatchObject({ code: '23505' })
    const { rows: after } = await pool.query<{ one: number }>('SELECT 1 AS one')
    expect(after).toEqual([{ one: 1 }])
  })

  it('are refused when the connection breaks instead of waiting for ever', async () => {
    const client = new Client({ connectionString: sharedTestDatabase() })
    client.on('error', () => {})
    await client.connect()
    await client.end()
    await expect(copyRows(client, STATEMENT, new BinaryRows(1, 0).finish())).rejects.toThrow(
      /closed|connection/i,
    )
  })
})
