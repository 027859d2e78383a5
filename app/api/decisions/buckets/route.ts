import * as z from 'zod'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { BUCKET_COLUMNS, exportBuckets } from '@/lib/decisions/export-buckets'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { queryValue } from '@/lib/http/parse-input'
import { personRoute } from '@/lib/http/route'
import { coverFile } from '../cover-file'
import { readFilter } from '../read-filter'

const query = z.object({ format: z.enum(EXPORT_FORMATS).default('csv') }).catchall(queryValue)

/** The chart of decisions as a file, for the filter in the address of the decisions page. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { format, ...raw } }) => {
    const input = await readFilter({ ctx, server }, raw)
    const chart = await chartDecisions({ ctx, input })
    const name = `decisions-over-time-${input.to.toISOString().slice(0, 16).replaceAll(':', '')}`
    return coverFile(ctx, input, download({ name, format, columns: BUCKET_COLUMNS }, exportBuckets(chart)))
  },
)
