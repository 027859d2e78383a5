import { z } from 'zod'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { revokeSession } from '@/lib/people/revoke-session'

export const DELETE = personRoute(
  { role: 'read', whileUnreachable: 'allow', params: z.object({ id: z.uuid() }) },
  async ({ ctx, params }) => {
    const result = await revokeSession({ ctx, input: params })
    if (result.kind === 'not-found') {
      throw new RequestError('not-found', 'This session has already ended, or it is not yours.')
    }
    return { current: result.current }
  },
)
