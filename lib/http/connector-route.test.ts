import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addTokenRow } from '@/lib/fleet/testing/token-row'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { connectorRoute } from './route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

const nowhere = { params: Promise.resolve({}) }

async function codeOf(answer: Response): Promise<unknown> {
  return z.object({ code: z.string() }).parse(await answer.json()).code
}

describe('a route for connectors', () => {
  const echo = connectorRoute({ maxBytes: 1000 }, async ({ ctx, bytes }) => ({
    proxy: ctx.actor.proxyName,
    bytes: (await bytes()).length,
  }))

  const enrol = (name: string, times?: Parameters<typeof addTokenRow>[2]) =>
    addTokenRow(test.server, name, times)

  type Body = Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>

  function send(token: string, body: Body, headers: Record<string, string> = {}) {
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${token}`, ...headers },
    }
    return echo(new Request('http://lockstep.test/x', init), nowhere)
  }

  /** A body of which nobody knows how much is to come. */
  function slowBody() {
    let end: () => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = () => controller.close()
      },
    })
    return { body, end: () => end() }
  }

  it('knows the proxy by its token and reads gzip', async () => {
    const token = await enrol('eu-1')
    expect(await (await send(token, 'abc')).json()).toEqual({ proxy: 'eu-1', bytes: 3 })
    const packed = new Uint8Array(gzipSync('a'.repeat(1000)))
    expect(await (await send(token, packed, { 'content-encoding': 'gzip' })).json()).toMatchObject({
      bytes: 1000,
    })
  })

  it('counts the limit on what comes out of the unpacking', async () => {
    const token = await enrol('eu-2')
    const bomb = new Uint8Array(gzipSync('a'.repeat(50_000_000)))
    const answer = await send(token, bomb, { 'content-encoding': 'gzip' })
    expect([answer.status, await codeOf(answer)]).toEqual([413, 'too-large'])
    expect((await send(token, 'a'.repeat(1001))).status).toBe(413)
  })

  it('refuses broken gzip and other encodings', async () => {
    const token = await enrol('eu-3')
    expect((await send(token, 'abc', { 'content-encoding': 'gzip' })).status).toBe(408)
    expect((await send(token, 'abc', { 'content-encoding': 'br' })).status).toBe(400)
  })

  it('asks for what did not arrive whole again', async () => {
    const token = await enrol('eu-9')
    const cutOff = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('the connection broke')),
    })
    const halfPacked = new Uint8Array(gzipSync('a'.repeat(1000)).subarray(0, 15))
    for (const answer of [
      await send(token, cutOff),
      await send(token, halfPacked, { 'content-encoding': 'gzip' }),
    ])
      expect([answer.status, await codeOf(answer)]).toEqual([408, 'incomplete-body'])
  })

  it('refuses unknown, revoked and expired tokens and retired proxies', async () => {
    const past = new Date(Date.now() - 1000)
    expect(await codeOf(await send('lst_wrong', 'a'))).toBe('unknown-token')
    expect(await codeOf(await send(await enrol('eu-4', { revokedAt: past }), 'a'))).toBe('unknown-token')
    expect(await codeOf(await send(await enrol('eu-5', { expiresAt: past }), 'a'))).toBe('unknown-token')
    expect(await codeOf(await send(await enrol('eu-6', { retiredAt: past }), 'a'))).toBe('proxy-retired')
  })

  it('does not take a person’s session for a token', async () => {
    const answer = await echo(
      test.request('/x', { method: 'POST', cookie: await test.signIn('ana') }),
      nowhere,
    )
    expect(await codeOf(answer)).toBe('unknown-token')
  })

  it('reads four bodies of a proxy at once that may be large; small ones and those of others come in all the same', async () => {
    const [token, other] = await Promise.all([enrol('eu-7'), enrol('eu-8')])
    const slow = Array.from({ length: 4 }, slowBody)
    const answers = slow.map(({ body }) => send(token, body))
    const packed = new Uint8Array(gzipSync('abc'))
    const sendPacked = (bearer: string) => send(bearer, packed, { 'content-encoding': 'gzip' })
    await expect.poll(async () => (await sendPacked(token)).status).toBe(429)
    expect((await send(token, 'abc', { 'content-length': '3' })).status).toBe(200)
    expect((await sendPacked(other)).status).toBe(200)
    for (const { end } of slow) end()
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200)
    expect((await sendPacked(token)).status).toBe(200)
  })
})
