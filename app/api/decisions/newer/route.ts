import * as z from 'zod'
import { filterOf, readDecisionSearch } from '@/app/(console)/decisions/search-params'
import { countNewer } from '@/lib/decisions/count-newer'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** How many decisions are newer than `after`, for the filter in the address of the decisions page. */
export const GET = personRoute({ role: 'read', query }, async ({ ctx, server, query: raw }) => {
  const { tip } = await trackedHistory(server)
  const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
  const filter = filterOf(readDecisionSearch(raw), root, ctx.now)
  const count = await countNewer({ ctx, input: { ...filter, after: String(raw.after ?? '') } })
  if (count === null)
    throw new RequestError('invalid-input', 'In the query: after: must be the id of a decision.')
  return { count }
})
