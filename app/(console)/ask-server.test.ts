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

  it('is refused in the server’s words, or in ours where it has none', async () => {
    const problem = await serve((_, response) => response.writeHead(409).end('{"detail":"Taken meanwhile."}'))
    expect(whyNot(await askServer.postJson(problem, {}))).toBe('Taken meanwhile.')
    const silent = await serve((_, response) => response.writeHead(500).end('{}'))
    expect(whyNot(await askServer.deleteAt(silent))).toBe('The server refused. Try again.')
  })

  it('never rejects: a server that does not answer, or not in JSON, is an answer too', async () => {
    const gone = await serve((request) => request.socket.destroy())
    expect(whyNot(await askServer.postJson(gone, {}))).toMatch(/^Lockstep does not answer\./)
    const page = await serve((_, response) => response.end('<html>'))
    expect(whyNot(await askServer.deleteAt(page))).toMatch(/^Lockstep does not answer\./)
    const signal = AbortSignal.abort()
    expect(whyNot(await askServer.readJson(page, signal))).toMatch(/^Lockstep does not answer\./)
  })
})
