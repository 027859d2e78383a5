import * as z from 'zod'
import { filterOf, readDecisionSearch } from '@/app/(console)/decisions/search-params'
import { EXPORT_COLUMNS, exportDecisions } from '@/lib/decisions/export-decisions'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z
  .object({ format: z.enum(EXPORT_FORMATS).default('csv') })
  .catchall(z.union([z.string(), z.array(z.string())]))

/** The log as a file, for the filter in the address of the decisions page. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { format, ...raw } }) => {
    const { tip } = await trackedHistory(server)
    const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
    const filter = filterOf(readDecisionSearch(raw), root, ctx.now)
    const day = (date: Date) => date.toISOString().slice(0, 16).replaceAll(':', '')
    const name = `decisions-${day(filter.from)}-${day(filter.to)}`
    return download({ name, format, columns: EXPORT_COLUMNS }, exportDecisions({ ctx, input: filter }))
  },
)
