import { z } from 'zod'
import { exportAudit, EXPORT_FORMATS } from '@/lib/audit/export-audit'
import { readAuditSearch } from '@/lib/audit/read-audit-search'
import { personRoute } from '@/lib/http/route'
import { textStream } from '@/lib/http/text-stream'

const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

const query = z.object({
  who: z.string().optional(),
  action: z.string().optional(),
  q: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  format: z.enum(EXPORT_FORMATS).default('ndjson'),
})

/** The trail as a file; the same filters as the page. */
export const GET = personRoute({ role: 'read', query }, ({ ctx, query: { format, ...search } }) => {
  const parts = exportAudit({ ctx, input: { ...readAuditSearch(search).filter, format } })
  const name = `lockstep-audit-${ctx.now.toISOString().slice(0, 10)}.${format}`
  const headers = {
    'content-type': `${TYPES[format]}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
    'x-content-type-options': 'nosniff',
  }
  return Promise.resolve(new Response(textStream(parts), { headers }))
})
