/** Why the forge's API gave no answer that one can act on. Everything else it says is an answer. */
export type ForgeFailure =
  /** No connection, a time-out, or a 5xx. What was known before may be used for a while; writing must wait. */
  | { readonly kind: 'unreachable' }
  /** The credential does not count or may not do this: a revoked token, an app without the permission. */
  | { readonly kind: 'unauthorised' }
  /** `until`: when the forge said it will answer again, or a minute from now when it did not say. */
  | { readonly kind: 'rate-limited'; readonly until: Date }

/** What of an HTTP error matters here; Octokit's `RequestError` has this shape. */
interface HttpError {
  readonly status: number
  readonly message: string
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> }
}

/**
 * Classifies what a client of `connectGitHubApp` threw; null when it is no failure of the forge (404, 409, 422, bugs).
 * Limits: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function forgeFailureOf(error: unknown, now: Date): ForgeFailure | null {
  if (!isHttpError(error)) return null
  const { status } = error
  if (status === 403 || status === 429) {
    const until = limitedUntil(error, now)
    return until ? { kind: 'rate-limited', until } : { kind: 'unauthorised' }
  }
  if (status === 401) return { kind: 'unauthorised' }
  return status >= 500 ? { kind: 'unreachable' } : null
}

/** Seconds to wait in `retry-after`, else the time in `x-ratelimit-reset`, else a minute when a limit was named. */
function limitedUntil({ status, message, response }: HttpError, now: Date): Date | null {
  const headers = response?.headers ?? {}
  const wait = Number(headers['retry-after'])
  if (Number.isFinite(wait) && wait > 0) return new Date(now.getTime() + wait * 1000)
  const reset = Number(headers['x-ratelimit-reset'])
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) return new Date(reset * 1000)
  return status === 429 || /rate limit/i.test(message) ? new Date(now.getTime() + 60_000) : null
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
}
