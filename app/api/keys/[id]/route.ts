import { z } from 'zod'
import { RequestError } from '@/lib/errors'
import { revokeEnrolmentKey } from '@/lib/fleet/revoke-enrolment-key'
import { personRoute } from '@/lib/http/route'

/** Stops a key; what it enrolled stays. */
export const DELETE = personRoute(
  { role: 'admin', params: z.object({ id: z.uuid() }) },
  async ({ ctx, params }) => {
    const result = await revokeEnrolmentKey({ ctx, input: params })
    if (result.kind === 'forbidden') {
      throw new RequestError('role-too-low', 'Only administrators of the repository revoke enrolment keys.')
    }
    if (result.kind === 'not-found') throw new RequestError('not-found', 'There is no such enrolment key.')
    return {}
  },
)
