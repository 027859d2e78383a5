import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { askHost, askHostInput } from '@/lib/fleet/ask-host'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** Asks the connector of a proxy for its live file, or to write what git wants. */
export const POST = personRoute(
  { role: 'write', params: z.object({ proxy: proxyName }), body: askHostInput },
  async ({ ctx, params, body, server }) => {
    const result = await askHost({ ctx, parts: fleetParts(server), input: { ...params, ...body } })
    if (result.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    if (result.kind === 'not-possible') throw new RequestError('conflict', result.detail)
    return result
  },
)
