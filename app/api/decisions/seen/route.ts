import * as z from 'zod'
import { seenCalls } from '@/lib/decisions/seen-calls'
import { personRoute } from '@/lib/http/route'

const query = z.object({ policy: z.string().min(1).max(1024) })

/** Tools and argument keys that agents used lately under a policy, by its full repository path. */
export const GET = personRoute(
  { role: 'read', query, atOnce: { kind: 'look at calls', most: 4 } },
  async ({ ctx, query: input }) => ({ tools: await seenCalls({ ctx, input }) }),
)
