import * as z from 'zod'
import { readExplorerSearch } from '@/app/(console)/policies/search-params'
import { EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { downloadPolicies } from './download-policies'

const text = z.string().max(400).optional()
const query = z.object({
  at: text,
  q: text,
  team: text,
  mine: text,
  format: z.enum(EXPORT_FORMATS).default('csv'),
})

/** The policies of a commit as a file; the same filters as the page. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  ({ ctx, server, query: { format, ...asked } }) =>
    downloadPolicies(ctx, server, readExplorerSearch(asked), format),
)
