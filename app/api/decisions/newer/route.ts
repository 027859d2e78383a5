import * as z from 'zod'
import { countNewer } from '@/lib/decisions/count-newer'
import { RequestError } from '@/lib/errors'
import { queryValue } from '@/lib/http/parse-input'
import { personRoute } from '@/lib/http/route'
import { readFilter } from '../read-filter'

const query = z.record(z.string(), queryValue)

/** How many decisions are newer than `after`, for the filter in the address of the decisions page. */
export const GET = personRoute({ role: 'read', query }, async ({ ctx, server, query: raw }) => {
  const filter = await readFilter({ ctx, server }, raw)
  const count = await countNewer({ ctx, input: { ...filter, after: String(raw.after ?? '') } })
  if (count === null)
    throw new RequestError('invalid-input', 'In the query: after: must be the id of a decision.')
  return { count }
})
