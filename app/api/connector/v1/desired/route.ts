import { fleetParts } from '@/lib/fleet/fleet-parts'
import { answerWait } from '@/lib/fleet/wait-for-host'
import { identifyConnector } from '@/lib/http/connector-token'
import { connectorRoute } from '@/lib/http/route'
import { desiredQuery } from '@/lib/wire/desired'

/** What the caller's proxy should run, as soon as it is something else than the caller knows. */
export const GET = connectorRoute({ query: desiredQuery }, async ({ ctx, query, server, request }) => {
  const { signal } = request
  const answer = await answerWait({ ctx, parts: fleetParts(server), input: query, signal })
  if (answer === null) return new Response(null, { status: 304 })
  // The wait may have outlived the token.
  await identifyConnector(ctx.db, request.headers, new Date())
  return Response.json(answer, { headers: { etag: `"${answer.tag}"` } })
})
