import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { schemaFit } from '@/lib/db/schema-version'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as health } from './healthz/route'
import { GET as metrics } from './metrics/route'
import { GET as ready } from './readyz/route'

let test: TestServer
beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Open to who is not signed in: signing in and out, and what says nothing about the repository. */
const OPEN = /^app\/(api\/(signin|signout|auth\/callback\/forge)|healthz|readyz|metrics|lockstep\.mjs)$/
/** They have tokens or signatures of their own instead of a session. */
const PROGRAMS = /^app\/api\/(connector\/v1\/(host\/)?\w+|webhooks\/github)$/

/** The functions that a route file exports, by method. */
const handlers = z.partialRecord(
  z.enum(METHODS),
  z.custom<(request: Request, route: { params: Promise<Record<string, string>> }) => Promise<Response>>(
    (value) => typeof value === 'function',
  ),
)

const FOLDERS = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)route\.ts$/.test(name))
  .map((name) => `app/${dirname(name)}`)

interface Asked {
  readonly cookie?: string
  readonly headers?: Record<string, string>
  /** Leaves out GET, which may answer with a stream without end. */
  readonly changesOnly?: boolean
}

async function callAll(folder: string, { changesOnly = false, ...init }: Asked = {}) {
  const { default: _none, ...exported } = await import(join(process.cwd(), folder, 'route.ts'))
  const found = Object.entries(exported).filter(([name]) =>
    METHODS.some((method) => method === name && !(changesOnly && method === 'GET')),
  )
  const params = Promise.resolve({ id: 'a', sha: 'a'.repeat(40), number: '1', proxy: 'a' })
  return Promise.all(
    Object.entries(handlers.parse(Object.fromEntries(found))).map(async ([method, handle]) => {
      const request = test.request(`/${folder.slice('app/'.length)}`, { method, ...init })
      return [`${method} ${folder}`, (await handle?.(request, { params }))?.status] as const
    }),
  )
}

async function statuses(folders: string[], init?: Asked): Promise<(readonly [string, number | undefined])[]> {
  return (await Promise.all(folders.map((folder) => callAll(folder, init)))).flat()
}

describe('every route of people', () => {
  const people = FOLDERS.filter((folder) => !OPEN.test(folder) && !PROGRAMS.test(folder))

  it('is closed to who is not signed in', async () => {
    const answers = await statuses(people)
    expect(answers.length).toBeGreaterThan(15)
    expect(answers.filter(([, status]) => status !== 401)).toEqual([])
  })

  it('is closed to an account without a role', async () => {
    const cookie = await test.signIn('otto')
    expect((await statuses(people, { cookie })).filter(([, status]) => status !== 403)).toEqual([])
  })

  it('changes nothing for a request from another site, whoever is signed in', async () => {
    const cookie = await test.signIn('ana')
    const headers = { origin: 'https://evil.example' }
    const changes = await statuses(people, { cookie, headers, changesOnly: true })
    expect(changes.length).toBeGreaterThan(8)
    expect(changes.filter(([, status]) => status !== 403)).toEqual([])
  })
})

it('every route of programs is closed without its token or signature, also to a person', async () => {
  const cookie = await test.signIn('ana')
  const answers = await statuses(
    FOLDERS.filter((folder) => PROGRAMS.test(folder)),
    { cookie },
  )
  expect(answers.length).toBeGreaterThan(4)
  expect(answers.filter(([, status]) => status === undefined || status < 400)).toEqual([])
})

describe('health', () => {
  it('says that the process answers, and that all it needs is there', async () => {
    expect(health().status).toBe(200)
    const answer = await ready(test.request('/readyz'))
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ready: true, database: 'ok', migrations: 'ok', mirror: 'ok' },
    ])
  })

  it('says that the database was used by a newer version, and serves again when it was not', async () => {
    const { database } = test.server
    await database.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('z', '', '20990101000000_later', now())`,
    )
    const answer = await ready(test.request('/readyz'))
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ ready: false, migrations: 'unusable' }),
    ])
    await database.pool.query(`DELETE FROM _prisma_migrations WHERE id = 'z'`)
    expect(await schemaFit(database)).toEqual({ kind: 'current' })
    expect((await ready(test.request('/readyz'))).status).toBe(200)
  })

  it('counts for Prometheus, without commits, proxies and people in labels', async () => {
    const answer = await metrics()
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const text = await answer.text()
    expect(text).toMatch(/^# TYPE lockstep_\w+ counter$/m)
    expect(text).not.toMatch(/[0-9a-f]{40}|(proxy|commit|login)="/)
  })
})
