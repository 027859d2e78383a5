import { once } from 'node:events'
import { createServer } from 'node:http'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { openDatabase } from '@/lib/db/database'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { runScript, type RunningScript } from '@/scripts/test/run-script'
import { identifyPerson } from './identify-person'
import { personToken, type TokenAnswer } from './person-token'

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

/** Signs in anew and returns the context of a request. */
async function signedIn(login: string): Promise<Context<PersonActor>> {
  const headers = new Headers({ cookie: await test.signIn(login) })
  const parts = { ...test.server, repositoryId: test.server.repository.id }
  const person = await identifyPerson(parts, { headers, requestId: 'test', now: new Date() })
  if (person.kind !== 'person') throw new Error(`${login} is ${person.kind}`)
  return person.ctx
}

function tokenOf(ctx: Context<PersonActor>): Promise<TokenAnswer> {
  return personToken(ctx, test.server.environment)
}

function inHours(ctx: Context<PersonActor>, hours: number): Context<PersonActor> {
  return { ...ctx, now: new Date(ctx.now.getTime() + hours * 3_600_000) }
}

async function loginOf(answer: TokenAnswer): Promise<string> {
  if (answer.kind !== 'token') return answer.kind
  return (await test.forge.octokit(answer.token).rest.users.getAuthenticated()).data.login
}

function storedTokens(ctx: Context<PersonActor>) {
  return test.server.database.prisma.account.findFirstOrThrow({
    where: { userId: ctx.actor.personId },
    select: { accessToken: true, refreshToken: true },
  })
}

/** A process of its own that asks for the token at the time of the request. */
function startReplica({ actor, now }: Context<PersonActor>): RunningScript {
  const { DATABASE_URL, SECRET_KEY, GITHUB_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } =
    test.server.environment
  return runScript('lib/people/replica.fixture.ts', [actor.personId, now.toISOString()], {
    ...process.env,
    DATABASE_URL,
    SECRET_KEY,
    GITHUB_URL,
    GITHUB_CLIENT_ID,
    GITHUB_CLIENT_SECRET,
  })
}

/** How many wait for somebody's lock. */
async function waitingForRow(): Promise<number> {
  const { rows } = await test.server.database.pool.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return rows[0]?.waiting ?? 0
}

describe('the token to write with', () => {
  it('is the person’s own, and the same until it is about to end', async () => {
    const ctx = await signedIn('ana')
    const first = await tokenOf(ctx)
    expect(await loginOf(first)).toBe('ana')
    expect(await tokenOf(inHours(ctx, 7.9))).toEqual(first)
  })

  it('is renewed once for many requests at the end of its time', async () => {
    const ctx = await signedIn('ben')
    const old = await tokenOf(ctx)
    const answers = await Promise.all(Array.from({ length: 16 }, () => tokenOf(inHours(ctx, 7.95))))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).not.toEqual(old)
    expect(await loginOf(answers[0] ?? old)).toBe('ben')
  })

  it('is renewed once when two replicas want to at the same time, and works for both', async () => {
    const ctx = inHours(await signedIn('rita'), 7.95)
    const old = await storedTokens(ctx)
    // Nobody renews while the row is held, so that both come to it before either has a new token.
    const replicas = await test.server.database.transaction(async (client) => {
      await client.query('SELECT 1 FROM person_account WHERE person_id = $1 FOR UPDATE', [ctx.actor.personId])
      const started = [startReplica(ctx), startReplica(ctx)]
      await expect.poll(waitingForRow, { timeout: 60_000 }).toBe(2)
      return started
    })
    const [first, second] = await Promise.all(replicas.map(({ printed }) => printed(/^\{.*\}$/m)))
    expect(second?.[0]).toBe(first?.[0])
    const answer = await tokenOf(ctx)
    expect(JSON.parse(first?.[0] ?? '')).toEqual(answer)
    expect(await loginOf(answer)).toBe('rita')
    // A refresh token that is used again is refused, and nothing would be left to renew with.
    expect(await storedTokens(ctx)).not.toEqual(old)
    expect(await loginOf(await tokenOf(inHours(ctx, 8)))).toBe('rita')
  })

  it('and what renews it are encrypted where they are stored', async () => {
    const ctx = await signedIn('ana')
    const { SECRET_KEY: key } = test.server.environment
    for (const renewed of [ctx, inHours(ctx, 8)]) {
      const answer = await tokenOf(renewed)
      const { accessToken, refreshToken } = await storedTokens(ctx)
      expect(`${accessToken} ${refreshToken}`).not.toMatch(/gh[ur]_/)
      expect(await symmetricDecrypt({ key, data: accessToken ?? '' })).toBe(
        answer.kind === 'token' ? answer.token : answer.kind,
      )
      expect(await symmetricDecrypt({ key, data: refreshToken ?? '' })).toMatch(/^ghr_/)
    }
  })

  it('is asked for again after the forge was away, without signing in', async () => {
    const ctx = await signedIn('cleo')
    await test.forge.admin('/_test/fault', { kind: 'outage', path: '*' })
    expect(await tokenOf(inHours(ctx, 8))).toEqual({ kind: 'unreachable' })
    await test.forge.admin('/_test/fault', {}, 'DELETE')
    expect(await loginOf(await tokenOf(inHours(ctx, 8)))).toBe('cleo')
  })

  it('takes no connection from the pages while the forge keeps it waiting', async () => {
    const ctx = inHours(await signedIn('ana'), 8)
    const silent = createServer()
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const asked = once(silent, 'request')
    const lane = { connections: 1, waitMs: 200 }
    const lanes = { people: lane, machines: lane, jobs: lane, renewals: lane }
    const db = openDatabase(test.server.environment.DATABASE_URL, () => {}, { lanes })
    try {
      const { port } = z.object({ port: z.number() }).parse(silent.address())
      const settings = { ...test.server.environment, GITHUB_URL: `http://127.0.0.1:${port}` }
      const answer = personToken({ ...ctx, db }, settings)
      await asked
      expect((await db.pool.query('SELECT 7 AS n')).rows).toEqual([{ n: 7 }])
      silent.closeAllConnections()
      expect(await answer).toEqual({ kind: 'unreachable' })
    } finally {
      silent.closeAllConnections()
      silent.close()
      await db.close()
    }
  })

  it('is gone when the forge refuses to renew it', async () => {
    const ctx = await signedIn('dora')
    const data = await symmetricEncrypt({ key: test.server.environment.SECRET_KEY, data: 'ghr_used' })
    await test.server.database.prisma.account.updateMany({
      where: { userId: ctx.actor.personId },
      data: { refreshToken: data },
    })
    expect(await tokenOf(inHours(ctx, 8))).toEqual({ kind: 'sign-in-again' })
  })
})
