import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import type { ClientPresence } from './client-presence'

const CONNECT_PATIENCE_MS = 10_000
/** Servers close what is idle after a few seconds; a call must not meet a connection that is just being closed. */
const IDLE_MS = 2000

/** What is sent to the server. */
export interface UpstreamRequest {
  readonly url: URL
  readonly method: string
  readonly headers: OutgoingHttpHeaders
  readonly body?: Uint8Array
  readonly client: ClientPresence
}

/** The MCP server behind an address. Follows no redirect, reads no environment, verifies certificates. */
export class Upstream {
  readonly url: URL
  readonly #agent: HttpAgent | HttpsAgent
  /** Worked out once for each address: calls go to very few. */
  readonly #options = new WeakMap<URL, RequestOptions>()

  constructor(url: URL) {
    const options = { keepAlive: true, noDelay: true, timeout: IDLE_MS }
    this.url = url
    this.#agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /** Resolves when the answer begins. Rejects when there is no server, or when it goes before. */
  send({ url, method, headers, body, client }: UpstreamRequest): Promise<IncomingMessage> {
    const start = url.protocol === 'https:' ? requestHttps : requestHttp
    const to = this.#options.get(url) ?? optionsOf(url)
    this.#options.set(url, to)
    const sent = body === undefined ? headers : { ...headers, 'content-length': body.length }
    return new Promise((resolve, reject) => {
      const agent = provesConnection(headers) ? false : this.#agent
      const request = start({ ...to, method, headers: sent, agent })
      client.onGone(() => request.destroy(new Error('the client is gone')))
      boundConnecting(request)
      request.once('response', resolve)
      request.on('error', reject)
      request.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Node copies them several times for each request: no more than it looks at. */
function optionsOf(url: URL): RequestOptions {
  const { protocol, hostname, port, path, auth } = urlToHttpOptions(url)
  return { protocol, hostname, port, path, auth }
}

/** Ends a request that gets no connection in time. Most get one that is open already. */
function boundConnecting(request: ClientRequest): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return
    const why = `no connection within ${CONNECT_PATIENCE_MS / 1000} seconds`
    const late = setTimeout(() => request.destroy(new Error(why)), CONNECT_PATIENCE_MS)
    socket.once('connect', () => clearTimeout(late))
    request.once('close', () => clearTimeout(late))
  })
}

/**
 * Whether a request proves who sends it for its whole connection (NTLM, Negotiate: RFC 4559 §6): on a shared one, the next client would
 * pass for them. Each gets a connection of its own.
 */
function provesConnection({ authorization }: OutgoingHttpHeaders): boolean {
  return /^\s*(?:ntlm|negotiate)\b/i.test(authorization ?? '')
}

/** The address of an MCP server as it was typed; a sentence when it cannot be one. */
export function readUpstream(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return `--upstream must be an http:// or https:// address, not ${JSON.stringify(text.slice(0, 200))}`
  // A process list and an event would show them.
  if (url.username !== '' || url.password !== '')
    return '--upstream must not hold a user or a password: clients send their own Authorization header, and it is passed on'
  url.hash = ''
  return url
}
