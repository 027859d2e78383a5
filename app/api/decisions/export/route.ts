import * as z from 'zod'
import { EXPORT_COLUMNS, exportDecisions } from '@/lib/decisions/export-decisions'
import { otlpLines } from '@/lib/decisions/otlp-lines'
import { download, downloadText, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { queryValue } from '@/lib/http/parse-input'
import { personRoute } from '@/lib/http/route'
import { coverFile } from '../cover-file'
import { readFilter } from '../read-filter'

const query = z.object({ format: z.enum([...EXPORT_FORMATS, 'otlp']).default('csv') }).catchall(queryValue)

/** The log as a file, for the filter in the address of the decisions page; what is known to be missing of it stands in a header. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { format, ...raw } }) => {
    const filter = await readFilter({ ctx, server }, raw)
    const day = (date: Date) => date.toISOString().slice(0, 16).replaceAll(':', '')
    const name = `decisions-${day(filter.from)}-${day(filter.to)}`
    const pages = exportDecisions({ ctx, input: filter })
    const file =
      format === 'otlp'
        ? downloadText({ file: `${name}.otlp.jsonl`, type: 'application/x-ndjson' }, otlpLines(pages))
        : download({ name, format, columns: EXPORT_COLUMNS }, pages)
    return coverFile(ctx, filter, file)
  },
)
