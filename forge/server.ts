import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isAdmin } from './admin/admin-token'
import { ADMIN_ROUTES, updateApp } from './admin/routes'
import { actorOf } from './access/actor'
import { faultBefore } from './faults/apply-fault'
import { installUpdateHook } from './git/update-hook'
import { announceToApps } from './hooks/deliver'
import { exchange } from './oauth/exchange'
import type { OpenCore } from './open-forge'
import { answerPage } from './pages/answer-page'
import { notFound, Refusal } from './refusal'
import { ok, type Answer } from './http/answer'
import { answerGit, isGitPath } from './http/git-access'
import { RateLimit } from './http/rate-limit'
import { readForm, readJson } from './http/read-body'
import { answerRest } from './routes/answer-rest'
import { answerGraphql } from './routes/graphql'
import { isUnchanged, send } from './http/send'

export interface ServerOptions {
  readonly core: OpenCore
  readonly adminToken: string
  /** REST requests per token and hour; GitHub's 5,000 when left out. */
  readonly rateLimit?: number
  /** The clock; tests may set their own. */
  readonly now?: () => Date
  /** Told about errors that are bugs. */
  readonly report: (error: unknown) => void
}

const KEEP_ALIVE_MS = 75_000

interface Site extends ServerOptions {
  readonly limits: RateLimit
  readonly hooksPath: string
  readonly clock: () => Date
}

/** The HTTP server of a forge; the caller lets it listen and sets `core.origin.url`. */
export function createForgeServer(options: ServerOptions): Server {
  const site: Site = {
    ...options,
    limits: new RateLimit(options.rateLimit ?? 5000),
    hooksPath: installUpdateHook(options.core.dataDirectory),
    clock: options.now ?? (() => new Date()),
  }
  options.core.listener = (announcement) => announceToApps(options.core, announcement)
  const server = createServer((request, response) => {
    void handle(site, request, response)
  })
  // Longer than clients keep a connection: none must meet one that is just being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  return server
}

async function handle(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = site.clock()
  try {
    const url = new URL(request.url ?? '/', site.core.origin.url)
    const private_ = /^\/_(admin|test)\//.test(url.pathname)
    const { faults } = site.core
    const fault = private_
      ? null
      : faults.forRequest(request.method ?? 'GET', url.pathname, personOf(site, request, at))
    const early = fault === null ? null : await faultBefore(fault, at)
    if (early === 'cut') return void request.socket.destroy()
    const answer = early ?? (await answerTo(site, request, url, at))
    if (fault?.kind === 'fail-after') return void request.socket.destroy()
    send(request, response, answer)
  } catch (error) {
    site.report(error)
    if (!response.headersSent) send(request, response, { status: 500, body: { message: 'Server Error' } })
  }
}

/** Login of the person whose token a request has; null for an app, and for nobody. */
function personOf({ core }: Site, { headers }: IncomingMessage, at: Date): string | null {
  try {
    const actor = actorOf(core, headers.authorization, at)
    return actor.kind === 'person' ? actor.account.login : null
  } catch (error) {
    // The request itself is refused for it.
    if (error instanceof Refusal) return null
    throw error
  }
}

async function answerTo(site: Site, request: IncomingMessage, url: URL, at: Date): Promise<Answer> {
  const { core } = site
  if (/^\/_(admin|test)\//.test(url.pathname)) return asJson(() => answerAdmin(site, request, url, at))
  if (url.pathname === '/api/v3' || url.pathname.startsWith('/api/v3/'))
    return answerApi(site, request, url, at)
  if (url.pathname === '/api/graphql' && request.method === 'POST')
    return asJson(() => answerGraphql(core, request, at))
  if (isGitPath(url.pathname)) return answerGit(core, request, url, site.hooksPath, at)
  if (url.pathname === '/login/oauth/access_token' && request.method === 'POST') {
    return answerTokens(site, request, at)
  }
  return answerPage(core, request, url, at)
}

async function answerApi(site: Site, request: IncomingMessage, url: URL, at: Date): Promise<Answer> {
  const token = request.headers.authorization
  if (url.pathname === '/api/v3/rate_limit') {
    return asJson(() => ok(site.limits.report(token, at)))
  }
  const answer = await asJson(async () => {
    site.limits.check(token, at)
    return answerRest(site.core, request, url, at)
  })
  const limits = site.limits.headers(token, at, !isUnchanged(request, answer))
  const id = `${process.pid.toString(16)}:${Math.round(performance.now() * 1000).toString(16)}`.toUpperCase()
  const headers = { ...limits, 'x-github-request-id': id, 'x-github-media-type': 'github.v3; format=json' }
  return { ...answer, headers: { ...headers, ...answer.headers } }
}

/** GitHub's error bodies. */
async function asJson(work: () => Promise<Answer> | Answer): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, message, errors, headers } = error
    const body = {
      message,
      ...(errors.length === 0 ? {} : { errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    }
    return { status, body, headers }
  }
}

async function answerAdmin(site: Site, request: IncomingMessage, url: URL, at: Date): Promise<Answer> {
  if (!isAdmin(request.headers.authorization, site.adminToken)) throw new Refusal(401, 'Bad credentials')
  const visit = { core: site.core, body: await readJson(request), at }
  const app = /^\/_admin\/apps\/([a-z0-9-]+)$/.exec(url.pathname)?.[1]
  if (request.method === 'PUT' && app !== undefined) return updateApp(visit, app)
  const route = ADMIN_ROUTES[`${request.method} ${url.pathname}`]
  if (route === undefined) throw notFound()
  return route(visit)
}

async function answerTokens(site: Site, request: IncomingMessage, at: Date): Promise<Answer> {
  const answer = exchange(site.core, await readForm(request), request.headers.authorization, at)
  const headers = { 'cache-control': 'no-store' }
  if ((request.headers.accept ?? '').includes('json')) return { status: 200, body: answer, headers }
  const form = new URLSearchParams(Object.entries(answer).map(([key, value]) => [key, String(value)]))
  const type = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { status: 200, body: form.toString(), headers: { ...headers, ...type } }
}
