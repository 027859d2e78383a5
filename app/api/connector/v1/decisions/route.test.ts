import { randomBytes, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { batchOf } from '@/lib/decisions/testing/open-log'
import { addTokenRow } from '@/lib/fleet/testing/token-row'
import { decisionAnswerSchema, MAX_BATCH_EVENTS } from '@/lib/wire/decision-batch'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { POST } from './route'

let test: TestServer
let token: string

beforeAll(async () => {
  test = await startTestServer()
  token = await addTokenRow(test.server, 'eu-1')
})

afterAll(async () => {
  await test.close()
})

function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, bearer = token) {
  const authorization = `Bearer ${bearer}`
  const request = new Request('http://lockstep.test/api/connector/v1/decisions', {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/x-ndjson', ...headers },
  })
  return POST(request, { params: Promise.resolve({}) })
}

function call(): string {
  return JSON.stringify({ ts: new Date().toISOString(), type: 'tool_call', tool: 'echo', result: 'allowed' })
}

async function problemOf(answer: Response): Promise<[number, string]> {
  return [answer.status, z.object({ code: z.string() }).parse(await answer.json()).code]
}

describe('POST /api/connector/v1/decisions', () => {
  it('takes a packed batch and acknowledges every byte', async () => {
    const fileId = randomUUID()
    const body = batchOf({ fileId, lines: [call(), 'garbage', call()] })
    const answer = await send(new Uint8Array(gzipSync(body)), { 'content-encoding': 'gzip' })
    const { ackedTo, rejected } = decisionAnswerSchema.parse(await answer.json())
    expect(ackedTo).toEqual({ [fileId]: call().length * 2 + 'garbage'.length + 3 })
    expect(rejected.map(({ code }) => code)).toEqual(['bad-json'])
  })

  it('survives bytes that are no text at all, and an empty body', async () => {
    const garbage = new Uint8Array(randomBytes(100_000))
    const answer = await send(garbage)
    expect(answer.status).toBe(200)
    expect(decisionAnswerSchema.parse(await answer.json()).ackedTo).toEqual({})
    expect((await send('')).status).toBe(200)
  })

  it('asks to split a batch with too many bytes or too many events, and takes the greatest', async () => {
    const lines = Array.from({ length: MAX_BATCH_EVENTS }, call)
    expect((await send(batchOf({ fileId: randomUUID(), lines }))).status).toBe(200)
    const tooMany = await send(batchOf({ fileId: randomUUID(), lines: [...lines, call()] }))
    expect(await problemOf(tooMany)).toEqual([413, 'too-large'])
    const bomb = new Uint8Array(gzipSync('\n'.repeat(9 * 1024 * 1024)))
    expect(await problemOf(await send(bomb, { 'content-encoding': 'gzip' }))).toEqual([413, 'too-large'])
  })

  it('refuses a wrong token, and a file of another proxy', async () => {
    const body = batchOf({ fileId: randomUUID(), lines: [call()] })
    expect(await problemOf(await send(body, {}, 'lst_wrong'))).toEqual([401, 'unknown-token'])
    await send(body)
    const answer = await send(body, {}, await addTokenRow(test.server, 'eu-2'))
    expect(decisionAnswerSchema.parse(await answer.json())).toMatchObject({
      ackedTo: {},
      rejected: [{ code: 'foreign-file' }],
    })
  })

  /** Sends bodies that do not end until they are told to, and waits until all that find no place were refused. */
  async function fillPlaces(bearers: readonly string[], places: number): Promise<() => Promise<void>> {
    const started = bearers.map(startEndless)
    let refused = 0
    await new Promise<void>((resolve) => {
      const count = async (answer: Promise<Response>) => {
        if ((await answer).status === 429) refused += 1
        if (refused === bearers.length - places) resolve()
      }
      for (const { answer } of started) void count(answer)
    })
    return async () => {
      for (const { end } of started) end()
      await Promise.all(started.map(({ answer }) => answer))
    }
  }

  it('keeps a proxy that sends slowly from keeping others out, and has room for it again afterwards', async () => {
    const end = await fillPlaces(Array<string>(16).fill(token), 2)
    const refused = await send('')
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 1])
    expect((await send('', {}, await addTokenRow(test.server, 'eu-3'))).status).toBe(200)
    await end()
    expect((await send('')).status).toBe(200)
  })

  it('refuses what it has no room for, without reading it, when many send at once', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 8 }, (_, index) => addTokenRow(test.server, `many-${index}`)),
    )
    const late = await addTokenRow(test.server, 'one-more')
    const end = await fillPlaces([...tokens, ...tokens], 8)
    expect((await send('', {}, late)).status).toBe(429)
    await end()
    expect((await send('', {}, late)).status).toBe(200)
  })
})

function startEndless(bearer: string): { answer: Promise<Response>; end: () => void } {
  let end = () => {}
  const body = new ReadableStream({ start: (controller) => void (end = () => controller.close()) })
  const headers = { authorization: `Bearer ${bearer}` }
  const init = { method: 'POST', body, headers, duplex: 'half' }
  const answer = POST(new Request('http://lockstep.test/x', init), { params: Promise.resolve({}) })
  return { answer, end: () => end() }
}
