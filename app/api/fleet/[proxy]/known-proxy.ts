import type { Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import type { Server } from '@/lib/server'

/** The proxy of that name; refused where there is none. */
export async function knownProxy(ctx: Context, opened: Server, name: string): Promise<ProxyDetail> {
  const found = await getProxy({ ctx, parts: fleetParts(opened), input: { name } })
  if (found.kind === 'not-found') throw new RequestError('not-found', 'No proxy goes by this name.')
  return found.proxy
}
