import { parseInline, type Inline } from './parse-inline'

export interface TableBlock {
  readonly kind: 'table'
  readonly head: readonly (readonly Inline[])[]
  /** Each row has as many cells as the head. */
  readonly rows: readonly (readonly (readonly Inline[])[])[]
}

/** Whether a table begins here: a row of cells above a row of dashes with as many cells. */
export function isTable(lines: readonly string[], at: number): boolean {
  const head = lines[at] ?? ''
  const below = lines[at + 1] ?? ''
  if (!head.includes('|') || !below.includes('-')) return false
  const dashes = cellsOf(below)
  return dashes.every((cell) => /^:?-+:?$/.test(cell)) && dashes.length === cellsOf(head).length
}

/** Reads the table that begins here, to the first line without a cell. */
export function readTable(lines: readonly string[], at: number): { block: TableBlock; next: number } {
  const head = cellsOf(lines[at] ?? '')
  let end = at + 2
  while ((lines[end] ?? '').includes('|')) end++
  const rows = lines.slice(at + 2, end).map((line) => {
    const cells = cellsOf(line)
    return head.map((_, column) => parseInline(cells[column] ?? ''))
  })
  return { block: { kind: 'table', head: head.map((cell) => parseInline(cell)), rows }, next: end }
}

/** Cells of a row; an escaped bar belongs to its cell (https://github.github.com/gfm/#tables-extension-). */
function cellsOf(line: string): string[] {
  const cells: string[] = ['']
  const text = line.trim().replace(/^\|/, '')
  for (let at = 0; at < text.length; at++) {
    const last = cells.length - 1
    if (text[at] === '\\' && text[at + 1] === '|') {
      cells[last] += '|'
      at++
    } else if (text[at] === '|') {
      cells.push('')
    } else {
      cells[last] += text.charAt(at)
    }
  }
  if (cells.length > 1 && cells.at(-1)?.trim() === '') cells.pop()
  return cells.map((cell) => cell.trim())
}
