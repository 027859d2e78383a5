import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { env } from '@/lib/env'
import { RequestError, toProblem } from '@/lib/errors'
import { contentSecurityPolicy } from '@/lib/http/content-security-policy'
import { ADDRESS_HEADER } from '@/lib/http/page-headers'
import { plainPage, type PlainPage } from '@/lib/http/plain-page'
import { REQUEST_ID_HEADER, requestIdOf } from '@/lib/http/request-id'
import { transportSecurity } from '@/lib/http/transport-security'
import { apiRoutes } from '@/lib/routes'
import { roomForPage, type Room } from '@/lib/server-holder'

/** Runs before every page (Next's hook of this name; the folder proxy/ is Lockstep's own proxy). */
export async function proxy(request: NextRequest): Promise<Response> {
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
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set(ADDRESS_HEADER, pathname + request.nextUrl.search)
  const standIn = isReadable(pathname) ? STAND_INS[await roomFor(pathname)] : UNREADABLE
  const response =
    standIn === null
      ? NextResponse.next({ request: { headers } })
      : plainPage(standIn, { nonce, theme: themeOf(request), readyAddress: apiRoutes.ready() })
  response.headers.set('content-security-policy', policy)
  const security = transportSecurity(LOCKSTEP_URL)
  if (security !== null) response.headers.set('strict-transport-security', security)
  response.headers.set(REQUEST_ID_HEADER, requestId)
  return response
}

/** They need no database. */
const FILES: ReadonlySet<string> = new Set([apiRoutes.program(), '/icon.svg'])

async function roomFor(pathname: string): Promise<Room> {
  return FILES.has(pathname) ? 'free' : roomForPage()
}

const RETRY_S = 4
const UNTOUCHED = 'Proxies keep enforcing what they have, and nothing was changed.'

/** What is shown instead of a page that would fail; nobody has to ask for it again. */
const STAND_INS: Readonly<Record<Room, PlainPage | null>> = {
  free: null,
  busy: {
    status: 503,
    title: 'Lockstep is busy',
    text: `All its connections to the database are in use. This page comes by itself when one is free. ${UNTOUCHED}`,
    retryS: RETRY_S,
  },
  away: {
    status: 503,
    title: 'Lockstep could not make this page',
    text: `The database does not answer. This page comes by itself when it does. ${UNTOUCHED}`,
    retryS: RETRY_S,
  },
}

/** Next has no page for an address that cannot be read: it answers "Internal Server Error". */
const UNREADABLE: PlainPage = {
  status: 404,
  title: 'There is nothing at this address',
  text: 'It may have been moved or deleted, or the address has a typing error.',
}

/** As the frame of the console reads it (components/shell/preferences.ts). */
function themeOf({ cookies }: NextRequest): 'light' | 'dark' | null {
  const chosen = cookies.get('lockstep-theme')?.value
  return chosen === 'light' || chosen === 'dark' ? chosen : null
}

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
