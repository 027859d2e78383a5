import { createHmac, randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchOf } from '@/lib/decisions/testing/open-log'
import { openDatabase, type Database, type Lane } from '@/lib/db/database'
import { addTokenRow } from '@/lib/fleet/testing/token-row'
import { receiveWebhook } from '@/lib/jobs/receive-webhook'
import { createAuthenticator } from '@/lib/people/authenticator'
import { provideServer, systemContext } from '@/lib/server'
import { roomForPage } from '@/lib/server-holder'
import { GET as readiness } from '@/app/readyz/route'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { POST as sendDecisions } from './connector/v1/decisions/route'
import { GET as exportFleet } from './fleet/route'
import { POST as webhook } from './webhooks/github/route'

const nowhere = { params: Promise.resolve({}) }
/** As many as one answer uses at once: whoever is to be answered waits for none. */
const CONNECTIONS = 8
const SOON = { connections: CONNECTIONS, waitMs: 200 }
const LATE = { connections: CONNECTIONS, waitMs: 60_000 }

let test: TestServer
const opened: Database[] = []
let cookie: string
let token: string

beforeAll(async () => {
  test = await startTestServer()
  cookie = await test.signIn('ana')
  token = await addTokenRow(test.server, 'eu-1')
})

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()))
  await test.close()
})

/** Serves with a database that tells this kind of work soon when its connections are in use, and all other work late; returns them. */
function serveWithSoon(lane: Lane): Database {
  const { environment, repository } = test.server
  const lanes = { people: LATE, machines: LATE, jobs: LATE, renewals: LATE, [lane]: SOON }
  const database = openDatabase(environment.DATABASE_URL, () => {}, { lanes })
  opened.push(database)
  const authenticator = createAuthenticator(environment, database, repository.id)
  provideServer({ ...test.server, database, authenticator })
  return database.lane(lane)
}

/** While all these connections are in use, as by statements that take long. */
async function whileFull<T>({ pool }: Database, work: () => Promise<T>): Promise<T> {
  const held: PoolClient[] = []
  for (let n = 0; n < CONNECTIONS; n += 1) held.push(await pool.connect())
  try {
    return await work()
  } finally {
    for (const client of held) client.release()
  }
}

async function asPerson(): Promise<Response> {
  const answer = await exportFleet(test.request('/api/fleet?format=csv', { cookie }), nowhere)
  // A download is open until its last byte was taken.
  await answer.clone().text()
  return answer
}

async function asBalancer(query = ''): Promise<number> {
  return (await readiness(test.request(`/readyz${query}`))).status
}

function asConnector(): Promise<Response> {
  const request = test.request('/api/connector/v1/decisions', {
    method: 'POST',
    body: batchOf({ fileId: randomUUID(), lines: [] }),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  })
  return sendDecisions(request, nowhere)
}

function asForge(): Promise<Response> {
  const body = '{"action":"x"}'
  const signature = createHmac('sha256', test.server.environment.GITHUB_WEBHOOK_SECRET).update(body)
  const request = test.request('/api/webhooks/github', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': randomUUID(),
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${signature.digest('hex')}`,
    },
  })
  return webhook(request, nowhere)
}

async function saidBy(answer: Response): Promise<[number, string | null, unknown]> {
  const text = await answer.text()
  const code: unknown = answer.ok ? null : (JSON.parse(text) as { code?: unknown }).code
  return [answer.status, answer.headers.get('retry-after'), code]
}

const PATIENCE = { timeout: 60_000 }
const BUSY = [503, '2', 'busy']

describe('when all connections of a kind of work are in use', () => {
  it('people are told when to come again, and connectors and the forge are answered as ever', async () => {
    const people = serveWithSoon('people')
    await whileFull(people, async () => {
      expect(await roomForPage()).toBe('busy')
      expect(await asBalancer('?for=page')).toBe(503)
      expect(await asBalancer()).toBe(200)
      expect(await saidBy(await asPerson())).toEqual(BUSY)
      expect((await asConnector()).status).toBe(200)
      expect((await asForge()).status).toBe(200)
    })
    expect((await asPerson()).status).toBe(200)
    expect(await roomForPage()).toBe('free')
    expect(await asBalancer('?for=page')).toBe(200)
  })

  it('connectors and the forge are told when to come again, and people are answered as ever', async () => {
    const machines = serveWithSoon('machines')
    await whileFull(machines, async () => {
      expect(await asBalancer('?for=page')).toBe(200)
      expect(await saidBy(await asConnector())).toEqual(BUSY)
      expect(await saidBy(await asForge())).toEqual(BUSY)
      expect((await asPerson()).status).toBe(200)
    })
    expect((await asConnector()).status).toBe(200)
    expect((await asForge()).status).toBe(200)
  })

  it('jobs keep nobody waiting', async () => {
    await whileFull(serveWithSoon('jobs'), async () => {
      for (const ask of [asPerson, asConnector, asForge]) expect((await ask()).status).toBe(200)
    })
  })
})

it('tells the forge to deliver again before it gives up waiting, and has looked when it does', async () => {
  const { server } = test
  const { database } = server
  const hook = {
    ctx: systemContext(server, 'webhook'),
    server,
    input: { id: randomUUID(), event: 'ping', action: null, about: { numbers: [], heads: [] } },
  }
  const deliveries = () => database.prisma.webhookDelivery.count({ where: { deliveryId: hook.input.id } })
  await database.transaction(async (client) => {
    await client.query('LOCK TABLE webhook_delivery IN ACCESS EXCLUSIVE MODE')
    await expect(receiveWebhook(hook, 50)).rejects.toMatchObject({ code: 'busy', retryAfter: 10 })
  })
  await expect.poll(deliveries, PATIENCE).toBe(1)
  expect(await receiveWebhook(hook)).toEqual({ kind: 'repeated' })
})
