import { createServer, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { whyNot } from '@/components/ui/ask-server'
import { askServer } from './ask-server'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/a`
}

const NO_ANSWER = {
  detail: expect.stringMatching(/^Lockstep does not answer\./),
  help: '/docs/troubleshooting#lockstep-does-not-answer',
}

describe('what a component asks of the server', () => {
  it('arrives with its method and its JSON, and the answer comes back', async () => {
    const address = await serve((request, response) => {
      const { method, headers } = request
      void text(request).then((body) =>
        response.end(JSON.stringify({ method, type: headers['content-type'], body })),
      )
    })
    const asked = [
      await askServer.postJson(address, { a: 1 }),
      await askServer.deleteAt(address),
      await askServer.readJson(address, new AbortController().signal),
    ]
    expect(asked).toEqual([
      { ok: true, body: { method: 'POST', type: 'application/json', body: '{"a":1}' } },
      { ok: true, body: { method: 'DELETE', body: '' } },
      { ok: true, body: { method: 'GET', body: '' } },
    ])
    expect(asked.map(whyNot)).toEqual([null, null, null])
  })

  it('is refused in the server’s words with the page of its code, or in ours where it has none', async () => {
    const said = '{"detail":"Taken meanwhile.","type":"/docs/errors/conflict"}'
    const problem = await serve((_, response) => response.writeHead(409).end(said))
    expect(whyNot(await askServer.postJson(problem, {}))).toMatchObject({
      detail: 'Taken meanwhile.',
      help: '/docs/errors/conflict',
    })
    const silent = await serve((_, response) =>
      response.writeHead(500).end('{"type":"https://elsewhere.example"}'),
    )
    expect(whyNot(await askServer.deleteAt(silent))).toMatchObject({
      detail: 'The server refused. Try again.',
      help: '/docs/errors/internal',
    })
  })

  it('never rejects: a server that does not answer, or not in JSON, is an answer too', async () => {
    const gone = await serve((request) => request.socket.destroy())
    expect(whyNot(await askServer.postJson(gone, {}))).toMatchObject(NO_ANSWER)
    const page = await serve((_, response) => response.end('<html>'))
    expect(whyNot(await askServer.deleteAt(page))).toMatchObject(NO_ANSWER)
    const signal = AbortSignal.abort()
    expect(whyNot(await askServer.readJson(page, signal))).toMatchObject(NO_ANSWER)
  })
})
