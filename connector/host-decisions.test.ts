import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchOf } from '@/lib/decisions/testing/open-log'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

let served: ServedFleet

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

async function enrolled(): Promise<string> {
  served.fleet.now = new Date()
  const { token } = await served.fleet.addProxy({ name: `p-${randomUUID().slice(0, 8)}` })
  return token
}

/** One call with a batch of each of these tokens, by the first of them. */
function send(tokens: readonly string[], tool: string): Promise<Response> {
  const line = JSON.stringify({ ts: new Date().toISOString(), type: 'tool_call', tool, result: 'allowed' })
  const batches = tokens.map((token) => ({ token, batch: batchOf({ fileId: randomUUID(), lines: [line] }) }))
  return fetch(`${served.server.url}/api/connector/v1/host/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batches }),
    signal: AbortSignal.timeout(15_000),
  })
}

async function logged(tool: string): Promise<number> {
  const { rows } = await served.fleet.db.pool.query(
    'SELECT 1 FROM decision d JOIN tool_name t ON t.id = d.tool WHERE t.name = $1',
    [tool],
  )
  return rows.length
}

it('has two calls of one caller open, until they are answered, and refuses a further one with when to come back', async () => {
  const token = await enrolled()
  // Names of tools that are new wait for this one to end.
  const lock = await served.fleet.db.pool.connect()
  await lock.query('BEGIN; LOCK TABLE tool_name IN ACCESS EXCLUSIVE MODE')
  const calls = ['one', 'two', 'three'].map((tool) => send([token], tool))
  try {
    const refused = await Promise.race(calls)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  } finally {
    await lock.query('ROLLBACK')
    lock.release()
  }
  const statuses = (await Promise.all(calls)).map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 429])
  expect((await send([token], 'four')).status).toBe(200)
})

it('takes one batch of a token in a call: with two of one, none is taken', async () => {
  const [token, other] = await Promise.all([enrolled(), enrolled()])
  const twice = await send([token, other, token], 'twice')
  expect([twice.status, await twice.json()]).toMatchObject([400, { code: 'invalid-input' }])
  expect(await logged('twice')).toBe(0)
  expect((await send([token, other], 'twice')).status).toBe(200)
  expect(await logged('twice')).toBe(2)
})
