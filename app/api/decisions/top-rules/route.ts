import * as z from 'zod'
import { exportTopRules, TOP_RULE_COLUMNS } from '@/lib/decisions/export-top-rules'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { coverFile } from '../cover-file'

const query = z.object({
  hours: z.enum(['24', '168']).default('24'),
  format: z.enum(EXPORT_FORMATS).default('csv'),
})

/** The rules that deny most as a file, of a day or a week as on the overview. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, query: { hours: asked, format } }) => {
    const hours = asked === '24' ? 24 : 168
    const rows = await exportTopRules({ ctx, input: { hours } })
    const name = `rules-that-deny-most-${ctx.now.toISOString().slice(0, 10)}`
    const span = { from: new Date(ctx.now.getTime() - hours * 3_600_000), to: ctx.now }
    return coverFile(ctx, span, download({ name, format, columns: TOP_RULE_COLUMNS }, [rows]))
  },
)
