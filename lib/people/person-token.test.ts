import { symmetricEncrypt } from 'better-auth/crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Context, PersonActor } from '@/lib/context'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
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

  it('is asked for again after the forge was away, without signing in', async () => {
    const ctx = await signedIn('cleo')
    await test.forge.admin('/_test/fault', { kind: 'outage', path: '*' })
    expect(await tokenOf(inHours(ctx, 8))).toEqual({ kind: 'unreachable' })
    await test.forge.admin('/_test/fault', {}, 'DELETE')
    expect(await loginOf(await tokenOf(inHours(ctx, 8)))).toBe('cleo')
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
