import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { serveHttp, type HttpFront } from '../http/serve-http'
import { enforcerFor } from './enforcer'

/** A proxy over HTTP within the test, in front of `upstream`; `url` is where clients find it. */
export async function openHttpProxy(
  policy: string,
  upstream: string | URL,
  more: Partial<HttpFront> & Parameters<typeof enforcerFor>[1] = {},
) {
  const made = enforcerFor(policy, more)
  const stop = new AbortController()
  const url = await new Promise<URL>((resolve, reject) => {
    const front = { bind: '127.0.0.1', port: 0, allowOrigin: [], ...more, upstream: new URL(upstream) }
    const ended = serveHttp(made.enforcer, front, stop.signal, (line) => {
      const [address] = /http:\S+/.exec(line) ?? []
      if (address !== undefined) resolve(new URL(address))
    })
    ended.then((trouble) => reject(new Error(trouble)), reject)
    onTestFinished(async () => {
      stop.abort()
      await ended
    })
  })
  return { ...made, url, calls: () => made.events().filter(({ type }) => type === 'tool_call') }
}

/** What a server within the test received. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** How the exchange ended: `gone` when the client went before it was answered. */
  readonly end: Promise<string>
}

/** An HTTP server within the test, which keeps what it receives and answers as it is told. */
export async function openUpstream(
  answer: (received: Received, response: ServerResponse) => void,
): Promise<{ url: URL; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const end = once(response, 'close').then(() => (response.writableFinished ? 'answered' : 'gone'))
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: Buffer.concat(pieces).toString('latin1'), end }
      received.push(one)
      answer(one, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address')
  return { url: new URL(`http://127.0.0.1:${address.port}/mcp`), received }
}
