import { textStream } from './text-stream'

/** Formats that lists are exported in. */
export const EXPORT_FORMATS = ['csv', 'ndjson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Exports that one person may have open, of all lists together. */
export const EXPORTS_AT_ONCE = { kind: 'export', most: 2 } as const

const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

/** An exported row, in values of JSON. In CSV, null is an empty cell and what is no text stands there as JSON. */
export type ExportRow = Readonly<Record<string, unknown>>

interface DownloadOptions {
  /** File name without extension. */
  readonly name: string
  readonly format: ExportFormat
  /** In their order; the CSV has them as its first line. */
  readonly columns: readonly string[]
}

/** Pages of rows, as they are read; a list that is there already is one page. */
type ExportPages = AsyncIterable<readonly ExportRow[]> | Iterable<readonly ExportRow[]>

/** Rows as a file, written while they are read; reading stops when the browser goes away. */
export function download({ name, format, columns }: DownloadOptions, pages: ExportPages): Response {
  return downloadText({ file: `${name}.${format}`, type: TYPES[format] }, toText(pages, format, columns))
}

/** Pieces of text as a file, each made when the browser wants more. */
export function downloadText(
  { file, type }: { readonly file: string; readonly type: string },
  parts: AsyncGenerator<string>,
): Response {
  return new Response(textStream(parts), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

async function* toText(
  pages: ExportPages,
  format: ExportFormat,
  columns: readonly string[],
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns)
  for await (const rows of pages) {
    yield rows
      .map((row) =>
        format === 'csv'
          ? csvLine(columns.map((column) => cellText(row[column])))
          : `${JSON.stringify(row)}\n`,
      )
      .join('')
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
/** Begins as a formula does, and is nothing but its value. */
const NEGATIVE = /^-\d+(\.\d+)?$/

/**
 * RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front; a negative number is none.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(values: readonly string[]): string {
  const cell = (value: string) => {
    const text = FORMULA.test(value) && !NEGATIVE.test(value) ? `'${value}` : value
    return `"${text.replaceAll('"', '""')}"`
  }
  return `${values.map(cell).join(',')}\r\n`
}
