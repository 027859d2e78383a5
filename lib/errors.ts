/**
 * Every error that people and programs may see, in one table (RFC 9457: `type` is `/docs/errors/‹code›`).
 * A refusal that a verb expects is a value in its result; these are for what stops a request.
 */
export const ERRORS = {
  'invalid-input': { status: 400, title: 'The request is not valid' },
  'incomplete-body': { status: 408, title: 'The request did not arrive whole' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'no-role': { status: 403, title: 'You have no role on this repository' },
  'role-too-low': { status: 403, title: 'Your role on the repository does not allow this' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'bad-signature': { status: 401, title: 'The signature does not match' },
  'unknown-token': { status: 401, title: 'The token does not count' },
  'proxy-retired': { status: 410, title: 'This proxy was retired' },
  'key-unknown': { status: 401, title: 'The enrolment key does not count' },
  'key-scope': { status: 403, title: 'The enrolment key does not allow this' },
  'name-taken': { status: 409, title: 'Another proxy has this name' },
  'second-connector': { status: 409, title: 'Another connector reports for this proxy' },
  'protocol-too-old': { status: 426, title: 'The connector is too old for this server' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  conflict: { status: 409, title: 'Somebody changed this meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong in Lockstep' },
  'forge-unreachable': { status: 503, title: 'GitHub does not answer' },
  'not-ready': { status: 503, title: 'Lockstep is not ready yet' },
  busy: { status: 503, title: 'Lockstep is busy' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof ERRORS

/** Stops a request with an entry of `ERRORS`. `detail` is shown to the person: what happened and what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    /** Seconds after which a retry makes sense; becomes Retry-After. */
    readonly retryAfter?: number,
  ) {
    super(`${code}: ${detail}`)
  }
}

/** What Next tells the browser of a page that failed because all connections to the database were in use (`error.digest`). */
export const BUSY_DIGEST = 'lockstep-busy'

/** An RFC 9457 problem document. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  requestId: string
}

/** Maps anything thrown to a problem. An unknown error never shows its message. */
export function toProblem(error: unknown, requestId: string): Problem {
  const known = error instanceof RequestError ? error : undefined
  const code = known?.code ?? 'internal'
  return {
    type: `/docs/errors/${code}`,
    title: ERRORS[code].title,
    status: ERRORS[code].status,
    code,
    detail: known?.detail ?? `Report this with the request id ${requestId}.`,
    requestId,
  }
}
