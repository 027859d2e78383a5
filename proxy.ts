import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { env } from '@/lib/env'
import { contentSecurityPolicy } from '@/lib/http/content-security-policy'
import { ADDRESS_HEADER, NONCE_HEADER } from '@/lib/http/page-headers'
import { REQUEST_ID_HEADER, requestIdOf } from '@/lib/http/request-id'

/** Runs before every page (Next's hook of this name; the folder proxy/ is Lockstep's own proxy). */
export function proxy(request: NextRequest): NextResponse {
  const { GITHUB_URL, LOCKSTEP_URL } = env()
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, new URL(GITHUB_URL).origin, LOCKSTEP_URL.startsWith('https:'))
  const requestId = requestIdOf(request.headers)
  const headers = new Headers(request.headers)
  // Next reads the nonce for its own scripts from this request header.
  headers.set('content-security-policy', policy)
  headers.set(NONCE_HEADER, nonce)
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set(ADDRESS_HEADER, request.nextUrl.pathname + request.nextUrl.search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set(REQUEST_ID_HEADER, requestId)
  return response
}

/** Pages only: API answers have a fixed policy, and their bodies must not pass through here. */
export const config = { matcher: ['/((?!api/|_next/|healthz$|readyz$|metrics$|favicon\\.ico$).*)'] }
