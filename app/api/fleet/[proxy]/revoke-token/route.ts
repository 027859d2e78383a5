import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { revokeToken } from '@/lib/fleet/revoke-token'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

export const POST = personRoute(
  { role: 'admin', params: z.object({ proxy: proxyName }) },
  async ({ ctx, params }) => {
    const result = await revokeToken({ ctx, input: params })
    if (result.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    return { kind: result.kind }
  },
)
