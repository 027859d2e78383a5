import * as z from 'zod'
import { filterOf, readDecisionSearch } from '@/app/(console)/decisions/search-params'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { BUCKET_COLUMNS, exportBuckets } from '@/lib/decisions/export-buckets'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z
  .object({ format: z.enum(EXPORT_FORMATS).default('csv') })
  .catchall(z.union([z.string(), z.array(z.string())]))

/** The chart of decisions as a file, for the filter in the address of the decisions page. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { format, ...raw } }) => {
    const { tip } = await trackedHistory(server)
    const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
    const input = filterOf(readDecisionSearch(raw), root, ctx.now)
    const chart = await chartDecisions({ ctx, input })
    const name = `decisions-over-time-${input.to.toISOString().slice(0, 16).replaceAll(':', '')}`
    return download({ name, format, columns: BUCKET_COLUMNS }, exportBuckets(chart))
  },
)
