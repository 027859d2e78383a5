import * as z from 'zod'
import { knownTools } from '@/lib/fleet/tools/known-tools'
import { personRoute } from '@/lib/http/route'

const query = z.object({ policy: z.string().min(1).max(1024) })

/** What the servers behind the proxies of a policy offer, by its full repository path; null while no proxy told it. */
export const GET = personRoute(
  { role: 'read', query, atOnce: { kind: 'look at tools', most: 4 } },
  async ({ ctx, query: input }) => ({ known: await knownTools({ ctx, input }) }),
)
