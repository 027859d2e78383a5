import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { changeProxyPath } from '@/lib/fleet/change-proxy-path'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** Gives a proxy another policy to follow. */
export const POST = personRoute(
  {
    role: 'admin',
    params: z.object({ proxy: proxyName }),
    body: z.strictObject({ path: z.string().min(1).max(1000) }),
  },
  async ({ ctx, params, body, server }) => {
    const input = { ...params, ...body }
    const result = await changeProxyPath({ ctx, parts: fleetParts(server), input })
    if (result.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    if (result.kind === 'not-a-policy') throw new RequestError('invalid-input', result.detail)
    return { kind: result.kind }
  },
)
