import { z } from 'zod'
import { readAt, readFleetSearch, readThenSearch } from '@/app/(console)/fleet/search-params'
import { exportFleet, FLEET_COLUMNS } from '@/lib/fleet/export-fleet'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { queryValue } from '@/lib/http/parse-input'
import { personRoute } from '@/lib/http/route'
import { server } from '@/lib/server'
import { downloadThen } from './download-then'

const query = z.object({
  by: z.string().optional(),
  state: queryValue.optional(),
  env: z.string().optional(),
  evidence: z.string().optional(),
  tools: z.string().optional(),
  q: z.string().optional(),
  at: z.string().max(100).optional(),
  format: z.enum(EXPORT_FORMATS).default('ndjson'),
})

/** The fleet as a file; the same filters as the page, or as of an instant or commit. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, query: { format, ...search } }) => {
    const at = readAt(search)
    const { by, states, environment, evidenceBelow, toolsChanged, q } = readFleetSearch(search)
    if (at !== null) return downloadThen(ctx, at, readThenSearch(search).filter, format)
    const input = { by, states, environment, evidenceBelow, toolsChanged, q }
    const name = `lockstep-fleet-${ctx.now.toISOString().slice(0, 10)}`
    const rows = exportFleet({ ctx, parts: fleetParts(await server()), input })
    return download({ name, format, columns: FLEET_COLUMNS }, rows)
  },
)
