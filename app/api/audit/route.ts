import { z } from 'zod'
import { exportAudit } from '@/lib/audit/export-audit'
import type { AuditLine } from '@/lib/audit/list-audit'
import { readAuditSearch } from '@/lib/audit/read-audit-search'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE, type ExportRow } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'

const query = z.object({
  who: z.string().optional(),
  action: z.string().optional(),
  q: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  format: z.enum(EXPORT_FORMATS).default('ndjson'),
})

const COLUMNS = ['id', 'at', 'kind', 'who', 'action', 'subject', 'detail', 'requestId']

/** The trail as a file; the same filters as the page. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  ({ ctx, query: { format, ...search } }) => {
    const pages = toRows(exportAudit({ ctx, input: readAuditSearch(search).filter }))
    const name = `lockstep-audit-${ctx.now.toISOString().slice(0, 10)}`
    return Promise.resolve(download({ name, format, columns: COLUMNS }, pages))
  },
)

async function* toRows(pages: AsyncGenerator<readonly AuditLine[]>): AsyncGenerator<ExportRow[]> {
  for await (const lines of pages) yield lines.map(toRow)
}

function toRow({ id, at, actorKind: kind, actorName: who, ...line }: AuditLine): ExportRow {
  const { action, subject, detail, requestId } = line
  return { id, at: at.toISOString(), kind, who, action, subject, detail, requestId }
}
