import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { env } from '@/lib/env'
import { RequestError, toProblem } from '@/lib/errors'
import { contentSecurityPolicy } from '@/lib/http/content-security-policy'
import { ADDRESS_HEADER, NONCE_HEADER } from '@/lib/http/page-headers'
import { REQUEST_ID_HEADER, requestIdOf } from '@/lib/http/request-id'
import { transportSecurity } from '@/lib/http/transport-security'

/** Runs before every page (Next's hook of this name; the folder proxy/ is Lockstep's own proxy). */
export function proxy(request: NextRequest): Response {
  const { pathname } = request.nextUrl
  if (pathname.startsWith('/api/'))
    return isReadable(pathname) ? NextResponse.next() : refuseUnreadable(request)
  const { GITHUB_URL, LOCKSTEP_URL } = env()
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, new URL(GITHUB_URL).origin, LOCKSTEP_URL.startsWith('https:'))
  const requestId = requestIdOf(request.headers)
  const headers = new Headers(request.headers)
  // Next reads the nonce for its own scripts from this request header.
  headers.set('content-security-policy', policy)
  headers.set(NONCE_HEADER, nonce)
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set(ADDRESS_HEADER, pathname + request.nextUrl.search)
  // Next has no page for an address that cannot be read: it answers "Internal Server Error".
  const response = isReadable(pathname)
    ? NextResponse.next({ request: { headers } })
    : NextResponse.rewrite(new URL(UNREADABLE, request.url), { request: { headers } })
  response.headers.set('content-security-policy', policy)
  const security = transportSecurity(LOCKSTEP_URL)
  if (security !== null) response.headers.set('strict-transport-security', security)
  response.headers.set(REQUEST_ID_HEADER, requestId)
  return response
}

/** Of no page: what is shown there is the page for what is not found. */
const UNREADABLE = '/unreadable-address'

/** Whether the `%` of a path stand for text. Those of a search never hinder: what they do not stand for is taken as it is written. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function refuseUnreadable(request: NextRequest): Response {
  const requestId = requestIdOf(request.headers)
  const problem = toProblem(new RequestError('not-found', 'The address cannot be read.'), requestId)
  return Response.json(problem, {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', [REQUEST_ID_HEADER]: requestId },
  })
}

/** Pages: API answers have a fixed policy, and their bodies must not pass through here, but for those at an address that might not be readable. */
export const config = {
  matcher: ['/((?!api/|_next/|healthz$|readyz$|metrics$|favicon\\.ico$).*)', '/api/(.*%.*)'],
}
