import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Enforcer } from '../enforcer'
import { isLoopback } from './allowed-origin'
import { HttpProxy } from './http-proxy'
import { Upstream } from './upstream'

/** Far below what the system lets a process open; further ones are cut off. */
const MOST_CONNECTIONS = 2000
const KEEP_ALIVE_MS = 75_000

/** Where the proxy listens, and for which server. */
export interface HttpFront {
  readonly upstream: URL
  /** Address to listen on. */
  readonly bind: string
  /** 0 = any free one. */
  readonly port: number
  /** Origins of pages that may call, beside this machine's. */
  readonly allowOrigin: readonly string[]
}

/**
 * Serves clients over HTTP until `signal` is aborted; their open requests end with it. Resolves to what was wrong when it cannot listen.
 * `say` is told where it listens.
 */
export async function serveHttp(
  enforcer: Enforcer,
  { upstream: url, bind, port, allowOrigin }: HttpFront,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<string | undefined> {
  const upstream = new Upstream(url)
  const proxy = new HttpProxy(enforcer, upstream, { bind, origins: allowOrigin })
  const server = createServer((request, response) => void proxy.handle(request, response))
  server.maxConnections = MOST_CONNECTIONS
  // Longer than clients keep a connection: none must meet one that is just being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  try {
    server.listen({ port, host: bind })
    await once(server, 'listening')
  } catch (error) {
    return `cannot listen on ${bind}, port ${port}: ${error instanceof Error ? error.message : String(error)}`
  }
  say(`listens on ${addressOf(server)}/mcp`)
  if (!isLoopback(bind))
    say('anybody who reaches this address can call tools: put what asks who it is in front')
  if (!signal.aborted) await once(signal, 'abort')
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
  upstream.close()
  return undefined
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
