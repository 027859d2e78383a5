import { publicRoute } from '@/lib/http/route'

/** Where the forge sends the browser back to. The only part of the sign-in library that is reachable from outside. */
export const GET = publicRoute({ job: 'sign-in' }, ({ server, request }) =>
  server.authenticator.handler(request),
)
