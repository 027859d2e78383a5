import { fleetParts } from '@/lib/fleet/fleet-parts'
import { waitForHost } from '@/lib/fleet/wait-for-host'
import { hostRoute } from '@/lib/http/route'
import { hostWaits } from '@/lib/wire/host-calls'

const MAX_BYTES = 256 * 1024

/** What many proxies of one host should run, as soon as it is something else than they know for one of them. */
export const POST = hostRoute(
  { body: hostWaits, maxBytes: MAX_BYTES },
  ({ body, server, request, forProxy }) =>
    waitForHost({ parts: fleetParts(server), input: body, forProxy, signal: request.signal }),
)
