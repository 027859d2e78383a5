import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '@/lib/db/database'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { publicRoute } from './route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

const nowhere = { params: Promise.resolve({}) }

describe('a public route', () => {
  const open = publicRoute({ job: 'test' }, ({ ctx }) => Promise.resolve({ actor: ctx.actor }))

  it('acts as Lockstep itself, under the name of its job', async () => {
    expect(await (await open(test.request('/x'), nowhere)).json()).toEqual({
      actor: { kind: 'system', job: 'test' },
    })
  })

  it('keeps a request id that a load balancer gave, and no hostile one', async () => {
    const idOf = async (id: string) =>
      (await open(test.request('/x', { headers: { 'x-request-id': id } }), nowhere)).headers.get(
        'x-request-id',
      )
    expect(await idOf('balancer-0001')).toBe('balancer-0001')
    expect(await idOf('a b"{}')).not.toContain('"')
  })

  it('says that the database does not answer, with when to come back, and calls what it refuses a fault', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:9/none', () => undefined)
    const asks = (sql: string, db: Pick<Database, 'pool'>) =>
      publicRoute({ job: 'test' }, async () => {
        await db.pool.query(sql)
      })(test.request('/x'), nowhere)
    const answer = await asks('SELECT 1', away)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({
      code: 'not-ready',
      detail: expect.stringContaining('The database does not answer'),
    })
    await away.close()
    expect((await asks('SELECT 1 / 0', test.server.database)).status).toBe(500)
    expect((await asks('SELECT 1', test.server.database)).status).toBe(204)
  })
})
