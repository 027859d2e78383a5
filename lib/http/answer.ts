import { isAway, isBusy } from '@/lib/db/is-away'
import { RequestError, toProblem, type Problem } from '@/lib/errors'
import { forgeFailureOf } from '@/lib/git/forge-failure'
import { GitError } from '@/lib/git/git-error'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id'

/**
 * Runs one request: gives it an id, turns what it returns into an answer and what it throws into a problem document,
 * and writes one log line. A returned Response passes through; other values become JSON, `undefined` becomes 204.
 */
export async function answer(
  request: Request,
  work: (requestId: string, now: Date) => Promise<unknown>,
): Promise<Response> {
  const now = new Date()
  const requestId = requestIdOf(request.headers)
  const response = await work(requestId, now).then(present, (error: unknown) => refuse(error, requestId, now))
  const headers = new Headers(response.headers)
  headers.set(REQUEST_ID_HEADER, requestId)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  const { pathname } = new URL(request.url)
  const { status, statusText } = response
  const ms = Date.now() - now.getTime()
  metrics().requestSeconds.observe({ method: request.method, status }, ms / 1000)
  log().info({ requestId, method: request.method, path: pathname.slice(0, 500), status, ms }, 'request')
  return new Response(response.body, { status, statusText, headers })
}

function present(value: unknown): Response {
  if (value instanceof Response) return value
  return value === undefined ? new Response(null, { status: 204 }) : Response.json(value)
}

/** What is said of whatever was thrown; what is no refusal is logged, and what the database said while it was away. `retryAfterS` is null where nothing is known of it. */
export function explain(
  error: unknown,
  requestId: string,
  now: Date,
): { readonly problem: Problem; readonly retryAfterS: number | null } {
  const known = asRequestError(error, now)
  if (known === null) log().error({ requestId, error: describe(error) }, 'a request failed')
  // Whoever runs the database wants its own words: it is full, has no connection left, or is down.
  else if (isAway(error)) log().warn({ requestId, error: describe(error) }, 'the database does not answer')
  const retryAfterS = known?.retryAfter === undefined ? null : Math.ceil(known.retryAfter)
  return { problem: toProblem(known, requestId), retryAfterS }
}

function refuse(error: unknown, requestId: string, now: Date): Response {
  const { problem, retryAfterS } = explain(error, requestId, now)
  const headers = new Headers({ 'content-type': 'application/problem+json' })
  if (retryAfterS !== null) headers.set('retry-after', String(retryAfterS))
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** What the database or the forge could not do is no bug of ours; everything else unknown is. */
function asRequestError(error: unknown, now: Date): RequestError | null {
  if (error instanceof RequestError) return error
  if (isBusy(error)) {
    return new RequestError('busy', 'All connections to the database are in use; try again in a moment.', 2)
  }
  if (isAway(error)) {
    return new RequestError('not-ready', 'The database does not answer; try again in a moment.', 5)
  }
  if (error instanceof GitError && error.kind === 'unreachable') {
    return new RequestError('forge-unreachable', error.message, 10)
  }
  const failure = forgeFailureOf(error, now)
  if (failure?.kind === 'unreachable') {
    return new RequestError('forge-unreachable', 'GitHub does not answer; try again in a moment.', 10)
  }
  if (failure?.kind === 'rate-limited') {
    const seconds = Math.max(1, (failure.until.getTime() - now.getTime()) / 1000)
    return new RequestError('forge-unreachable', 'GitHub asks Lockstep to wait; try again later.', seconds)
  }
  return null
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
