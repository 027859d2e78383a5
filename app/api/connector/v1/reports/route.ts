import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { recordReport } from '@/lib/fleet/record-report'
import { tellPages } from '@/lib/fleet/tell-pages'
import { connectorRoute } from '@/lib/http/route'
import { reportRequest } from '@/lib/wire/report'

/** Takes what a connector reports about its own proxy, and says what the proxy should run. */
export const POST = connectorRoute({ body: reportRequest }, async ({ ctx, body, server }) => {
  const result = await recordReport({ ctx, parts: fleetParts(server), input: body })
  if (result.kind !== 'recorded') throw new RequestError(result.kind, result.detail)
  if (result.moved) tellPages(ctx, ctx.actor.proxyName)
  return result.answer
})
