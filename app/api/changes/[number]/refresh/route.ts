import * as z from 'zod'
import { personRoute } from '@/lib/http/route'
import { systemContext } from '@/lib/server'
import { descriptionByPerson } from '../description-by-person'
import { lookAtChange } from '../../look-at-change'

/** Asks the forge about one change now, and has its description follow its head when its drafter is who asks. */
export const POST = personRoute(
  { role: 'read', params: z.object({ number: z.coerce.number().int().positive().max(999_999_999) }) },
  async ({ ctx, server, params: { number } }) => {
    const system = { ...systemContext(server, 'refresh', ctx.requestId), now: ctx.now }
    const result = await lookAtChange(system, server, number)
    // Whoever drafted it looks at it: what is said of it on GitHub follows what others pushed.
    if (result.kind === 'refreshed') await descriptionByPerson({ ctx, server, number })
    return result
  },
)
