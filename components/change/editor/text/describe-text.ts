/** How a file is written, for the bar below it. Each is null when no line tells. */
export interface TextForm {
  /** Blanks of one step, `tabs`, or `mixed`. */
  readonly indent: number | 'tabs' | 'mixed' | null
  readonly breaks: 'LF' | 'CRLF' | 'mixed' | null
}

/** Indentation and line breaks of an exact text. */
export function describeText(exact: string): TextForm {
  const pairs = exact.match(/\r\n/g)?.length ?? 0
  const feeds = (exact.match(/\n/g)?.length ?? 0) - pairs
  const breaks = pairs === 0 && feeds === 0 ? null : pairs === 0 ? 'LF' : feeds === 0 ? 'CRLF' : 'mixed'
  return { indent: indentOf(exact), breaks }
}

/** The smallest step by which a line stands further right than the one above it. */
function indentOf(exact: string): TextForm['indent'] {
  let [hasTabs, step, above] = [false, Infinity, 0]
  for (const line of exact.split('\n')) {
    let [blanks, tabs] = [0, 0]
    while (line[blanks] === ' ' || line[blanks] === '\t') {
      if (line[blanks] === '\t') tabs += 1
      blanks += 1
    }
    const first = line[blanks]
    if (first === undefined || first === '\r' || first === '#') continue
    if (tabs > 0) hasTabs = true
    else {
      if (blanks > above) step = Math.min(step, blanks - above)
      above = blanks
    }
  }
  if (hasTabs) return Number.isFinite(step) ? 'mixed' : 'tabs'
  return Number.isFinite(step) ? step : null
}

/** "YAML, 2 spaces, LF". */
export function formWords({ indent, breaks }: TextForm): string {
  const steps = typeof indent === 'number' ? `${indent} ${indent === 1 ? 'space' : 'spaces'}` : indent
  const ends = breaks === 'mixed' ? 'LF and CRLF' : breaks
  return ['YAML', steps === 'mixed' ? 'spaces and tabs' : steps, ends].filter(Boolean).join(', ')
}
