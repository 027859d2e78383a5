import * as z from 'zod'
import { connectSteps } from '@/lib/fleet/connect-steps'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy } from '@/lib/fleet/get-proxy'
import { fleetState } from '@/lib/fleet/states'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** The verdict on one proxy for the page that waits for it; null until a proxy has this name, since what is awaited is no error. */
export const GET = personRoute(
  { role: 'read', params: z.object({ proxy: proxyName }) },
  async ({ ctx, params, server }) => {
    const found = await getProxy({ ctx, parts: fleetParts(server), input: { name: params.proxy } })
    if (found.kind === 'not-found') return { proxy: null }
    const { state, sentence, lastSeenAt } = found.proxy
    const steps = connectSteps(found.proxy)
    return { proxy: { slug: fleetState(state).slug, sentence, lastSeenAt, steps } }
  },
)
