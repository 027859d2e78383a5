import { createHmac, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { openDatabase } from '@/lib/db/database'
import { pollMirrorJob } from '@/lib/jobs/poll-mirror'
import { recordRefUpdates } from '@/lib/jobs/record-ref-updates'
import { systemContext } from '@/lib/server'
import { startTestServer, TEST_URL, type TestServer } from '@/scripts/test/start-server'
import { POST as webhook } from './webhooks/github/route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

afterEach(async () => {
  await test.forge.admin('/_test/fault', {}, 'DELETE')
})

const nowhere = { params: Promise.resolve({}) }

function deliver(
  event: string,
  options: { id?: string; body?: string; secret?: string; signature?: string } = {},
): Promise<Response> {
  const { id = randomUUID(), body = '{"action":"x"}' } = options
  const secret = options.secret ?? test.server.environment.GITHUB_WEBHOOK_SECRET
  const signature = options.signature ?? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': id,
    'x-github-event': event,
    'x-hub-signature-256': signature,
    'content-length': String(Buffer.byteLength(body)),
  }
  const request = new Request(`${TEST_URL}/api/webhooks/github`, { method: 'POST', body, headers })
  return webhook(request, nowhere)
}

function commit(text: string): Promise<unknown> {
  return test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files: { 'payments/limits.yaml': text },
    message: 'Change the limits',
    person: 'ana',
    at: new Date('2026-03-03T09:00:00Z'),
  })
}

async function tipOnForge(): Promise<string> {
  const { data } = await test.forge
    .as('ana')
    .rest.repos.getBranch({ owner: 'acme', repo: 'policies', branch: 'main' })
  return data.commit.sha
}

function refUpdates() {
  return test.server.database.prisma.refUpdate.findMany({
    where: { ref: 'refs/heads/main' },
    orderBy: { id: 'asc' },
  })
}

async function untilSomebodyWaitsForLock(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  const count = async () => (await test.server.database.pool.query(waiting)).rowCount
  await expect.poll(count, { timeout: 60_000 }).toBe(1)
}

describe('a webhook', () => {
  it('makes Lockstep look: the mirror has the commit and the move is recorded once', async () => {
    await commit('limit: 2\n')
    const tip = await tipOnForge()
    const answer = await deliver('push')
    expect([answer.status, await answer.json()]).toEqual([200, { kind: 'handled' }])
    expect((await test.server.mirror.refs()).get('refs/heads/main')).toBe(tip)
    expect((await refUpdates()).at(-1)).toMatchObject({ new: tip, source: 'webhook', forced: false })
    const before = (await refUpdates()).length
    await deliver('push')
    expect(await refUpdates()).toHaveLength(before)
  })

  it('is handled once, however often it is delivered', async () => {
    const id = randomUUID()
    expect(await (await deliver('push', { id })).json()).toEqual({ kind: 'handled' })
    expect(await (await deliver('push', { id })).json()).toEqual({ kind: 'repeated' })
  })

  it('that could not be handled can be delivered again', async () => {
    const id = randomUUID()
    await test.forge.admin('/_test/fault', { kind: 'outage', path: '*' })
    expect((await deliver('push', { id })).status).toBe(503)
    await test.forge.admin('/_test/fault', {}, 'DELETE')
    expect(await (await deliver('push', { id })).json()).toEqual({ kind: 'handled' })
  })

  it.each([
    ['another secret', { secret: 'wrong' }],
    ['no signature', { signature: '' }],
    ['half a signature', { signature: 'sha256=abcd' }],
    ['the old kind of signature', { signature: `sha1=${'a'.repeat(40)}` }],
  ])('with %s is refused and changes nothing', async (_, options) => {
    const id = randomUUID()
    const answer = await deliver('push', { id, ...options })
    expect(answer.status).toBe(401)
    expect(await test.server.database.prisma.webhookDelivery.count({ where: { deliveryId: id } })).toBe(0)
  })

  it('signs the bytes, not what they mean', async () => {
    const secret = test.server.environment.GITHUB_WEBHOOK_SECRET
    const signature = `sha256=${createHmac('sha256', secret).update('{"action":"x"}').digest('hex')}`
    expect((await deliver('push', { body: '{"action": "x"}', signature })).status).toBe(401)
  })

  it('is refused packed, before anything is unpacked for somebody without the secret', async () => {
    const body = new Uint8Array(gzipSync(Buffer.alloc(20_000_000)))
    const headers = {
      'content-encoding': 'gzip',
      'content-type': 'application/json',
      'x-github-event': 'push',
    }
    const request = new Request(`${TEST_URL}/api/webhooks/github`, { method: 'POST', body, headers })
    expect((await webhook(request, nowhere)).status).toBe(400)
  })

  it('that is large waits for no secret in more than four places, and a small one comes in all the same', async () => {
    const send = (body: string | ReadableStream) => {
      const init = { method: 'POST', body, duplex: 'half' }
      return webhook(new Request(`${TEST_URL}/api/webhooks/github`, init), nowhere)
    }
    const endings: (() => void)[] = []
    const slow = () =>
      new ReadableStream({ start: (controller) => void endings.push(() => controller.close()) })
    const waiting = Array.from({ length: 4 }, () => send(slow()))
    await expect.poll(async () => (await send('x'.repeat(200_000))).status).toBe(429)
    expect((await deliver('push')).status).toBe(200)
    for (const end of endings) end()
    for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(401)
    expect((await send('x'.repeat(200_000))).status).toBe(401)
  })

  it('about a check, a review or a follow-up has the pull request asked about, also when it says nothing readable', async () => {
    const { prisma } = test.server.database
    const at = new Date('2026-03-03T09:00:00Z')
    const row = (number: number, headSha: string) => ({
      repositoryId: test.server.repository.id,
      number,
      headSha,
      title: 't',
      state: 'open',
      openedBy: 'ana',
      baseRef: 'main',
      headRef: 'x',
      baseSha: 'b'.repeat(40),
      openedAt: at,
      updatedAt: at,
      refreshedAt: at,
    })
    await prisma.changeRequest.createMany({ data: [row(901, 'c'.repeat(40)), row(902, 'd'.repeat(40))] })
    const stale = async () => {
      const rows = await prisma.changeRequest.findMany({ where: { staleSince: { not: null } } })
      await prisma.changeRequest.updateMany({ data: { staleSince: null } })
      return rows.map(({ number }) => number)
    }
    const sha = 'd'.repeat(40)
    for (const [event, body] of [
      ['status', { sha }],
      ['check_run', { action: 'completed', check_run: { head_sha: sha } }],
      ['pull_request_review', { action: 'submitted', pull_request: { number: 902 } }],
      ['issues', { action: 'closed', issue: { number: 902 } }],
    ] as const) {
      expect((await deliver(event, { body: JSON.stringify(body) })).status).toBe(200)
      expect([event, await stale()]).toEqual([event, [902]])
    }
    for (const body of ['{"sha":5,"pull_request":[],"check_run":null}', '[]', '{"issue":{"number":9e99}}'])
      expect((await deliver('status', { body })).status).toBe(200)
    expect(await stale()).toEqual([])
    await prisma.changeRequest.deleteMany({ where: { number: { in: [901, 902] } } })
  })

  it('about members makes Lockstep ask for roles anew', async () => {
    await test.signIn('rita')
    const roles = test.server.database.prisma.repositoryRole
    const person = await test.server.database.prisma.person.findFirstOrThrow({ where: { login: 'rita' } })
    const repositoryId = test.server.repository.id
    await roles.create({ data: { personId: person.id, repositoryId, role: 'admin', checkedAt: new Date() } })
    await deliver('push')
    expect(await roles.count()).toBe(1)
    await deliver('member')
    expect(await roles.count()).toBe(0)
  })
})

describe('the history of refs', () => {
  const poll = (server = test.server) => {
    const ctx = systemContext(server, 'mirror')
    return pollMirrorJob.run({ ctx, server, signal: new AbortController().signal })
  }

  it('has a move that the fetch of a submission or of a page had brought before the poll', async () => {
    await poll()
    await commit('limit: 5\n')
    await test.server.mirror.fetch()
    await poll()
    expect((await refUpdates()).at(-1)).toMatchObject({ new: await tipOnForge(), source: 'poll' })
  })

  it('has a move later where the database was away', async () => {
    await poll()
    await commit('limit: 6\n')
    const away = openDatabase('postgresql://nobody@127.0.0.1:1/none', () => undefined)
    await expect(poll({ ...test.server, database: away })).rejects.toThrow('ECONNREFUSED')
    await away.close()
    await poll()
    expect((await refUpdates()).at(-1)).toMatchObject({ new: await tipOnForge(), source: 'poll' })
  })

  it('is complete after a time in which nobody looked, and two replicas add nothing twice', async () => {
    await commit('limit: 3\n')
    await test.server.mirror.fetch()
    const ctx = systemContext(test.server, 'test')
    const { mirror } = test.server
    let second: Promise<number | null> | undefined
    // Another process has another object for the same folder. The second comes when the first has seen what it adds.
    const other = {
      get known() {
        return mirror.known
      },
      fetch: () => mirror.fetch(),
      isAncestor: async (old: string, now: string) => {
        second = recordRefUpdates(ctx, mirror, { source: 'start' })
        await Promise.race([second, untilSomebodyWaitsForLock()])
        return mirror.isAncestor(old, now)
      },
    }
    expect([await recordRefUpdates(ctx, other, { source: 'start' }), await second]).toEqual([1, 0])
    const [last, before] = (await refUpdates()).reverse()
    expect(last).toMatchObject({ old: before?.new, new: await tipOnForge(), source: 'start' })
  })

  it('takes one connection, however many hooks come at once', async () => {
    await commit('limit: 7\n')
    await test.server.mirror.fetch()
    const one = { connections: 1, waitMs: 0 }
    const lanes = { people: one, machines: one, jobs: one, renewals: one }
    const database = openDatabase(test.server.environment.DATABASE_URL, () => undefined, { lanes })
    const ctx = systemContext({ ...test.server, database }, 'test')
    const burst = Array.from({ length: 5 }, () =>
      recordRefUpdates(ctx, test.server.mirror, { source: 'webhook' }),
    )
    expect(await Promise.all(burst)).toEqual([1, 0, 0, 0, 0])
    await database.close()
  })
})
