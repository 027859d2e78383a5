import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy } from '@/lib/fleet/get-proxy'
import { fleetState } from '@/lib/fleet/states'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** The verdict on one proxy, for pages that wait for it. */
export const GET = personRoute(
  { role: 'read', params: z.object({ proxy: proxyName }) },
  async ({ ctx, params, server }) => {
    const found = await getProxy({ ctx, parts: fleetParts(server), input: { name: params.proxy } })
    if (found.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name yet.')
    const { state, sentence, lastSeenAt } = found.proxy
    return { slug: fleetState(state).slug, sentence, lastSeenAt }
  },
)
