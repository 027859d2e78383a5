import { RequestError } from '@/lib/errors'
import { rotateToken } from '@/lib/fleet/rotate-token'
import { bearerOf } from '@/lib/http/connector-token'
import { connectorRoute } from '@/lib/http/route'

/** Gives the caller a new token for its own proxy; the old one counts ten more minutes. */
export const POST = connectorRoute({}, async ({ ctx, request }) => {
  const result = await rotateToken({ ctx, input: { token: bearerOf(request.headers) ?? '' } })
  if (result.kind === 'rotated') return result.answer
  throw new RequestError('unknown-token', 'The token was revoked meanwhile. Enrol again with a new key.')
})
