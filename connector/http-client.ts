import { request as plainRequest, Agent as PlainAgent } from 'node:http'
import { request as tlsRequest, Agent as TlsAgent } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { problemSchema } from '@/lib/wire/problem'

/** The server cannot be reached, or answers what only a broken middleman would. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
  /** Seconds from Retry-After; null without one. */
  readonly retryAfterS: number | null
  /** The server's clock, in whole seconds; null when it does not say it. */
  readonly date: Date | null
}

export interface HttpCall {
  readonly method: 'GET' | 'POST'
  /** Path and query below the server's address. */
  readonly path: string
  readonly token?: string
  readonly body?: Buffer
  readonly contentType?: string
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** No answer of the protocol is larger than a policy in base64. */
const MAX_ANSWER = 8 * 1024 * 1024
const GZIP_FROM = 1024

/** Talks to one server. TLS certificates are verified; a redirect is an error, so that a token never goes anywhere else. */
export class HttpClient {
  readonly #base: URL
  readonly #agent: PlainAgent

  /**
   * Throws when the address cannot carry a secret: plain HTTP is for this machine only, unless `allowHttp`. `ca`: certificates to trust
   * besides Node's own, which it would replace.
   */
  constructor(base: string, options: { readonly allowHttp?: boolean; readonly ca?: string } = {}) {
    if (!URL.canParse(base))
      throw new RangeError(
        `${base} is no address: write it as people open it, such as https://lockstep.example.`,
      )
    this.#base = new URL(base)
    const { protocol, hostname, username, password } = this.#base
    if (username !== '' || password !== '')
      throw new RangeError('The address must not hold a name or password.')
    if (protocol !== 'https:' && protocol !== 'http:')
      throw new RangeError('The address must begin with https://.')
    if (protocol === 'http:' && options.allowHttp !== true && !isLoopback(hostname))
      throw new RangeError(
        'Plain http:// would show the token to the network; use https://, or --allow-http on a network of your own.',
      )
    const { ca } = options
    // Made once: given as certificates, they would be read again for each connection.
    const trusted =
      ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) }
    const pool = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: 64, timeout: 120_000 }
    this.#agent = protocol === 'https:' ? new TlsAgent({ ...pool, ...trusted }) : new PlainAgent(pool)
  }

  /** Sends one request; any status is an answer. Throws Unreachable. */
  send(call: HttpCall): Promise<HttpAnswer> {
    const { method, token, signal, timeoutMs = 20_000 } = call
    const packed = call.body !== undefined && call.body.length >= GZIP_FROM
    const body = call.body === undefined ? undefined : packed ? gzipSync(call.body, { level: 1 }) : call.body
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (body !== undefined) {
      headers['content-type'] = call.contentType ?? 'application/json'
      headers['content-length'] = String(body.length)
    }
    if (packed) headers['content-encoding'] = 'gzip'
    const base = this.#base.pathname.replace(/\/$/, '')
    const url = new URL(base + call.path, this.#base)
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new Unreachable(reasonOf(error, this.#base.origin)))
      const send = url.protocol === 'https:' ? tlsRequest : plainRequest
      const sent = send(
        url,
        { method, headers, agent: this.#agent, ...(signal ? { signal } : {}) },
        (response) => {
          const chunks: Buffer[] = []
          let size = 0
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size > MAX_ANSWER) response.destroy(new Error('the answer is too large'))
            else chunks.push(chunk)
          })
          response.on('error', fail)
          response.on('end', () => {
            const status = response.statusCode ?? 0
            if (status >= 300 && status < 400 && status !== 304)
              return fail(new Error(`it redirects (${status}), which is not followed`))
            resolve({
              status,
              body: Buffer.concat(chunks),
              retryAfterS: retryAfter(response.headers['retry-after']),
              date: dateOf(response.headers.date),
            })
          })
        },
      )
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
      sent.on('error', fail)
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function retryAfter(header: string | undefined): number | null {
  const seconds = Number(header)
  return header === undefined || !Number.isFinite(seconds) || seconds < 0 ? null : Math.min(seconds, 3600)
}

function dateOf(header: string | undefined): Date | null {
  const date = new Date(header ?? '')
  return Number.isNaN(date.getTime()) ? null : date
}

function reasonOf(error: Error, origin: string): string {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return `Nobody listens at ${origin}.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The name in ${origin} is not known.`
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${origin} ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}: renew it there, or set the clock of this host.`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of ${origin} is for another name: give the address as people open it.`
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY/.test(code))
    return `The certificate of ${origin} is not trusted (${code}); give its issuer with --ca.`
  if (code === 'EPROTO' && origin.startsWith('https:'))
    return `${origin} does not speak TLS: give the address as people open it, and with it the port.`
  return `${origin} does not answer: ${error.message.trim().replace(/\.$/, '')}.`
}

/** What a problem document says; the status alone when the body is none. */
export function problemOf({ status, body }: HttpAnswer): { code: string; detail: string } {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(body.toString('utf8')))
    if (parsed.success) return parsed.data
  } catch {
    // Not from Lockstep: a proxy or load balancer in between.
  }
  return { code: `http-${status}`, detail: sayStatus(status) }
}

/** Of an answer that is not in the words of Lockstep. */
export function sayStatus(status: number): string {
  return status === 404
    ? 'The server answered 404; is the address that of Lockstep?'
    : `The server answered ${status}.`
}

/** How long to wait before the n-th retry (from 1): doubling from half a second to 30 s, with jitter, at least what the server asked. */
export function retryDelayMs(attempt: number, retryAfterS: number | null, random: number): number {
  const base = Math.min(30_000, 500 * 2 ** Math.min(attempt - 1, 10))
  const jittered = base * (0.5 + random / 2)
  return retryAfterS === null ? jittered : Math.max(jittered, retryAfterS * 1000 * (1 + random / 5))
}
