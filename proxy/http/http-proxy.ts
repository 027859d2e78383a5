import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Enforcer } from '../enforcer'
import { Peer } from '../peer'
import { Session } from '../session'
import { refuseOrigin, type OriginRules } from './allowed-origin'
import { answerJson, refuse } from './answer'
import { BodyRoom, type BodyShare } from './body-room'
import { ClientPresence } from './client-presence'
import { Connections } from './connections'
import { EndpointStreams, MESSAGE_PATH, say } from './endpoint-streams'
import { messageEvent, type StreamEvent } from './event-stream'
import { forwardedToServer, otherEncoding } from './headers'
import { Peers } from './peers'
import { readBody } from './read-body'
import { answerGone, brokenOff, relayAnswer, type Relay } from './relay-answer'
import type { Upstream } from './upstream'

/** No call that people review is longer. */
const LIMIT_BYTES = 16 * 1024 * 1024
/** Clients wait for an answer before they ask again on a connection; each open request takes one of ours to the server. */
const MOST_OF_CONNECTION = 16
const MCP_PATHS = new Set(['/mcp', '/sse'])
const FULL = 'Too many large requests at once: try again in a second.'
const SESSION = 'mcp-session-id'

/** A request of a client and how it is answered. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly client: ClientPresence
  readonly share: BodyShare
}

/**
 * The proxy between HTTP clients and one MCP server: `/mcp` and `/sse` are the server's own address, in whichever transport it speaks
 * (Streamable HTTP of 2025-03-26 and later, HTTP+SSE of 2024-11-05); `/message` takes the messages of the older one.
 */
export class HttpProxy {
  readonly #enforcer: Enforcer
  readonly #upstream: Upstream
  readonly #origins: OriginRules
  readonly #peers = new Peers()
  readonly #streams = new EndpointStreams()
  readonly #room = new BodyRoom()
  readonly #connections = new Connections()

  constructor(enforcer: Enforcer, upstream: Upstream, origins: OriginRules) {
    this.#enforcer = enforcer
    this.#upstream = upstream
    this.#origins = origins
  }

  /** Answers one request. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = new ClientPresence()
    const share = this.#room.share(request.socket)
    const exchanges = this.#connections.exchangesOf(request.socket)
    // What was answered is held until the client has taken it.
    const end = () => {
      exchanges.delete(end)
      share.close()
      if (!response.writableFinished) client.end()
    }
    exchanges.add(end)
    response.once('close', end)
    response.on('error', () => client.end())
    try {
      if (exchanges.size > MOST_OF_CONNECTION)
        return refuse(response, 503, 'Too many requests at once on one connection.')
      await this.#route({ request, response, client, share })
    } catch (error) {
      if (!client.isGone) refuse(response, 502, brokenOff(error))
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { request, response } = exchange
    const why = refuseOrigin(request.headers, this.#origins)
    if (why !== undefined) return refuse(response, 403, why)
    const { method = '', url = '' } = request
    // Nearly all ask for nothing else, and reading an address takes time.
    const isPlain = MCP_PATHS.has(url)
    const target = isPlain ? { pathname: url, searchParams: undefined } : readTarget(url)
    if (target?.pathname === MESSAGE_PATH && method === 'POST')
      return this.#postMessage(exchange, target.searchParams?.get('stream') ?? null)
    if (target === undefined || !MCP_PATHS.has(target.pathname))
      return refuse(response, 404, 'There is nothing here: use /mcp or /sse.')
    if (method === 'POST') return this.#post(exchange)
    if (['GET', 'DELETE', 'OPTIONS'].includes(method)) return this.#pass(exchange, method)
    response.setHeader('allow', 'GET, POST, DELETE, OPTIONS')
    return refuse(response, 405, `${method} is not a method of MCP.`)
  }

  /** Messages of the client. Their answers come on the response, as one JSON text or as a stream. */
  async #post(exchange: Exchange): Promise<void> {
    const { request, response } = exchange
    const body = await readMessage(exchange)
    if (body === undefined) return
    const peer = this.#peers.of(sessionOf(request))
    const session = new Session(this.#enforcer, peer)
    const { forward, reply, malformed } = session.fromClient(body, false, request.headersDistinct)
    if (forward === undefined) return answerReply(response, reply, malformed)
    const answer = await this.#send(exchange, session, this.#upstream.url, forward)
    if (answer === undefined) return
    const named = sessionOf(answer) ?? sessionOf(request)
    if (named !== undefined && isSuccess(answer)) this.#peers.keep(named, peer)
    await this.#relay(exchange, { session, answer, reply })
  }

  /** What carries no message of the client: the server's stream, the end of a session, what browsers ask before. */
  async #pass(exchange: Exchange, method: string): Promise<void> {
    const { request } = exchange
    const named = sessionOf(request)
    // A stream without a session is a client of its own: that of the older transport.
    const peer = named === undefined ? new Peer() : this.#peers.of(named)
    const session = new Session(this.#enforcer, peer)
    const answer = await this.#send(exchange, session, this.#upstream.url)
    if (answer === undefined) return
    if (method === 'DELETE' && named !== undefined && isSuccess(answer)) this.#peers.forget(named)
    const rewrite = (event: StreamEvent) => this.#ownEndpoint(event, session, exchange)
    await this.#relay(exchange, { session, answer, rewrite })
  }

  /** Messages of a client of the older transport. What we answer ourselves comes on its stream. */
  async #postMessage(exchange: Exchange, name: string | null): Promise<void> {
    const stream = this.#streams.get(name)
    if (stream === undefined)
      return refuse(exchange.response, 404, 'There is no such stream, or it has ended: open /sse again.')
    const body = await readMessage(exchange)
    if (body === undefined) return
    const { headersDistinct } = exchange.request
    const before = stream.session.openBytes
    const { forward, reply, malformed } = stream.session.fromClient(body, false, headersDistinct)
    // It is open for as long as the stream, not as this exchange.
    if (!stream.share.take(Math.max(0, stream.session.openBytes - before))) {
      stream.response.destroy()
      return refuse(exchange.response, 503, FULL)
    }
    if (malformed === true) return answerReply(exchange.response, reply, malformed)
    if (reply !== undefined) say(stream, messageEvent(reply))
    if (forward === undefined) return void exchange.response.writeHead(202).end()
    // What is answered in the response instead of on the stream belongs to no open request.
    const apart = new Session(this.#enforcer)
    const answer = await this.#send(exchange, apart, stream.target, forward)
    if (answer !== undefined) await this.#relay(exchange, { session: apart, answer })
  }

  /** Undefined when there is no answer; then the client was told. */
  async #send(
    { request, response, client, share }: Exchange,
    session: Session,
    url: URL,
    body?: Uint8Array,
  ): Promise<IncomingMessage | undefined> {
    const headers = forwardedToServer(request.headers)
    const { method = '' } = request
    try {
      const answer = await this.#upstream.send({
        url,
        method,
        headers,
        client,
        ...(body === undefined ? {} : { body }),
      })
      // Whoever answers has the body; what is open of it stays here.
      share.keep(session.openBytes)
      return answer
    } catch (error) {
      if (!client.isGone) answerGone(session, response, brokenOff(error))
      return undefined
    }
  }

  async #relay(
    { response, client, share }: Exchange,
    relay: Omit<Relay, 'response' | 'share'>,
  ): Promise<void> {
    try {
      await relayAnswer({ ...relay, response, share })
    } catch (error) {
      if (!client.isGone) answerGone(relay.session, response, brokenOff(error))
    }
  }

  /** The server names its own address for messages; clients must post to ours. Throws when it names another server. */
  #ownEndpoint(
    { type, data }: StreamEvent,
    session: Session,
    { response, share }: Exchange,
  ): string | undefined {
    if (type !== 'endpoint') return undefined
    const target = URL.canParse(data, this.#upstream.url) ? new URL(data, this.#upstream.url) : undefined
    if (target?.origin !== this.#upstream.url.origin)
      throw new Error('it wants its messages at another server')
    return this.#streams.open({ session, response, share, target })
  }
}

/** What a request is for (RFC 9112 §3.2): a path, in which `//` names no host, or a whole address. Undefined when it is neither. */
function readTarget(target: string): URL | undefined {
  const url = target.startsWith('/') ? `http://proxy.invalid${target}` : target
  return URL.canParse(url) ? new URL(url) : undefined
}

/** The body of a request; undefined when it must not be judged, and the client was told. */
async function readMessage({ request, response, share }: Exchange): Promise<Buffer | undefined> {
  const why = otherEncoding(request.headersDistinct)
  if (why !== undefined) {
    refuse(response, 415, why)
    return undefined
  }
  let full = false
  const take = (bytes: number) => share.take(bytes) || !(full = true)
  const body = await readBody(request, LIMIT_BYTES, take)
  if (body !== undefined) return body
  if (full) {
    response.setHeader('retry-after', '1')
    refuse(response, 503, FULL)
  } else refuse(response, 413, `The body is longer than ${LIMIT_BYTES} bytes.`)
  return undefined
}

function answerReply(response: ServerResponse, reply: string | undefined, malformed?: true): void {
  if (reply === undefined) response.writeHead(202).end()
  else answerJson(response, malformed === true ? 400 : 200, reply)
}

function sessionOf({ headers }: IncomingMessage): string | undefined {
  const value = headers[SESSION]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}
