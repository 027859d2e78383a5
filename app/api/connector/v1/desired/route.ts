import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { waitForDesired } from '@/lib/fleet/wait-for-desired'
import { connectorRoute } from '@/lib/http/route'
import { desiredQuery } from '@/lib/wire/desired'

/** What the caller's proxy should run, as soon as it is something else than the caller knows. */
export const GET = connectorRoute({ query: desiredQuery }, async ({ ctx, query, server, request }) => {
  const { signal } = request
  const result = await waitForDesired({ ctx, parts: fleetParts(server), input: query, signal })
  if (result.kind === 'too-many')
    throw new RequestError(
      'too-many-requests',
      'This proxy waits often enough already: let one call end first.',
      30,
    )
  if (result.kind === 'unchanged') return new Response(null, { status: 304 })
  return Response.json(result.answer, { headers: { etag: `"${result.answer.tag}"` } })
})
