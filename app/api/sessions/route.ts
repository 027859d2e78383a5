import { z } from 'zod'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { listSessions } from '@/lib/people/list-sessions'

export const GET = personRoute(
  { role: 'read', query: z.object({ of: z.enum(['me', 'everybody']).default('me') }) },
  async ({ ctx, query }) => {
    const result = await listSessions({ ctx, input: { everybody: query.of === 'everybody' } })
    if (result.kind === 'forbidden') {
      throw new RequestError(
        'role-too-low',
        'Only an administrator of the repository sees everybody’s sessions.',
      )
    }
    return { sessions: result.sessions }
  },
)
