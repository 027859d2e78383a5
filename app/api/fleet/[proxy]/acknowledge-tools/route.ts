import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { acknowledgeTools, acknowledgedLists } from '@/lib/fleet/tools/acknowledge-tools'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** Says that the caller looked at what changed in the tools of a proxy's server. */
export const POST = personRoute(
  { role: 'write', params: z.object({ proxy: proxyName }), body: acknowledgedLists },
  async ({ ctx, params, body }) => {
    const result = await acknowledgeTools({ ctx, input: { ...params, ...body } })
    if (result.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    return { kind: result.kind }
  },
)
