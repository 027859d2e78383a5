import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { askRenewal } from '@/lib/fleet/ask-renewal'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** Has the token of a proxy replaced by its connector, which goes on meanwhile. */
export const POST = personRoute(
  { role: 'admin', params: z.object({ proxy: proxyName }) },
  async ({ ctx, params, server }) => {
    const result = await askRenewal({ ctx, contacts: fleetParts(server).contacts, input: params })
    if (result.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    if (result.kind === 'not-possible') throw new RequestError('conflict', result.detail)
    return { kind: result.kind }
  },
)
