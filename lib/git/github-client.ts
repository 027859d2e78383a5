import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { writePace } from './pace-writes'

const Client = Octokit.plugin(throttling, retry)

/** A client of GitHub's REST and GraphQL API that keeps GitHub's limits. */
export type GitHubClient = InstanceType<typeof Client>

/** Longer than this a person does not wait for a page; the caller gets `rate-limited` with the time instead. */
const MAX_LIMIT_WAIT_SECONDS = 5
const TIMEOUT_MS = 15_000

export interface ClientOptions {
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string
  /** Whose limits count: clients of one identity share their spacing of writes, others do not wait for them. */
  readonly identity: string
  /** What Octokit is given to authenticate with. */
  readonly authentication: { auth?: string | object; authStrategy?: unknown }
  /** False leaves out GitHub's spacing of writes, for a forge of one's own that has none. */
  readonly isPaced?: boolean
}

/** Makes a client. Reads that fail in the network or the server are tried once more, limits waited for only when short. */
export function createClient(options: ClientOptions): GitHubClient {
  const { apiUrl, identity, authentication, isPaced = true } = options
  const waitBriefly = (seconds: number, _request: object, _octokit: object, retries: number) =>
    seconds <= MAX_LIMIT_WAIT_SECONDS && retries === 0
  const client = new Client({
    ...authentication,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'lockstep',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch: fetchWithin },
    throttle: {
      ...writePace,
      enabled: isPaced,
      id: `${identity} at ${apiUrl}`,
      onRateLimit: waitBriefly,
      onSecondaryRateLimit: waitBriefly,
    },
    // Without 403 and 429 this plugin would repeat what the throttling decided not to.
    retry: {
      retries: 1,
      retryAfterBaseValue: 200,
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
  })
  // The retry plugin counts in an object that all requests of a client share: without a copy for each, every failure
  // would make all later requests wait longer. Registered last, this runs first. A write that failed half-way may have
  // been done: only whoever sent it can tell, so it is never repeated here.
  client.hook.before('request', (request) => {
    const repeatable = request.method === 'GET' || request.method === 'HEAD'
    request.request = { ...request.request, ...(repeatable ? {} : { retries: 0 }) }
  })
  return client
}

/** Octokit has no time-out of its own: a silent server would hold a request for ever. */
function fetchWithin(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  return fetch(url, { ...init, signal })
}

function ignore(): void {
  // Octokit would write to the console; what matters is thrown.
}
