import { RequestError } from '@/lib/errors'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** True for methods that only read. */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method)
}

/**
 * Refuses a changing request that another site made a browser send. Every browser sends `Origin` with those; where a
 * privacy setting takes it away, `Sec-Fetch-Site` remains. Without either, nobody vouches for the request.
 */
export function requireSameOrigin(request: Request, lockstepUrl: string): void {
  if (isSafeMethod(request.method)) return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const same = origin === null ? site === 'same-origin' : origin === new URL(lockstepUrl).origin
  if (same && (site === null || site === 'same-origin')) return
  throw new RequestError('cross-site', `Open Lockstep at ${lockstepUrl} and try again from there.`)
}
