import type { Context, PersonActor } from '@/lib/context'
import { listAudit, type AuditFilter, type AuditLine } from './list-audit'

/** More lines than this are not exported at once; whoever needs more takes a time range after the other. */
export const EXPORT_LINES = 50_000
const PAGE = 1000

export const EXPORT_FORMATS = ['ndjson', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The trail as text, newest first, page by page, at most `EXPORT_LINES` lines. For everybody who may read the trail. */
export async function* exportAudit({
  ctx,
  input: { format, ...filter },
}: {
  readonly ctx: Context<PersonActor>
  readonly input: AuditFilter & { readonly format: ExportFormat }
}): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS)
  let before: string | undefined
  for (let written = 0; written < EXPORT_LINES; written += PAGE) {
    const { lines, next } = await listAudit({ ctx, input: { ...filter, before, limit: PAGE } })
    yield lines.map(format === 'csv' ? asCsv : asJson).join('')
    if (next === null) return
    before = next
  }
}

const COLUMNS = ['id', 'at', 'kind', 'who', 'action', 'subject', 'detail', 'requestId'] as const

function cells(line: AuditLine) {
  const { id, at, actorKind: kind, actorName: who, action, subject, detail, requestId } = line
  return { id, at: at.toISOString(), kind, who, action, subject, detail, requestId }
}

function asJson(line: AuditLine): string {
  return `${JSON.stringify(cells(line))}\n`
}

function asCsv(line: AuditLine): string {
  const { detail, subject, requestId, ...rest } = cells(line)
  const all = { ...rest, subject: subject ?? '', detail: JSON.stringify(detail), requestId: requestId ?? '' }
  return csvLine(COLUMNS.map((column) => all[column]))
}

/**
 * RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvLine(values: readonly string[]): string {
  const cell = (value: string) =>
    `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
  return `${values.map(cell).join(',')}\r\n`
}
