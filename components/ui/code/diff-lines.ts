/** One line of a diff. Numbers are 1-based; an added line has no old one, a removed line no new one. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  oldLine: number | null
  newLine: number | null
  text: string
  /** Parts that changed within the line, as [start, end) in UTF-16 units. */
  marks?: readonly (readonly [number, number])[]
}

/** Lines that stand together; what is left out between two parts is unchanged. A part may be a whole file. */
export interface DiffPart {
  lines: readonly DiffLine[]
}

/** What a diff is drawn of, in order: lines, unchanged lines that can be unfolded, and a number of lines that are not here. */
export type DiffSegment =
  | { kind: 'lines'; lines: readonly DiffLine[] }
  | { kind: 'folded'; lines: readonly DiffLine[] }
  | { kind: 'left-out'; count: number }

/** Unchanged lines that stay around a change. */
const CONTEXT = 3
/** Fewer than this are not worth a fold. */
const LEAST = 3
/** A longer fold is not put into the page: its lines are left out. */
const MOST = 1000

/** Folds the unchanged lines of a diff away, up to three around each change. */
export function foldUnchanged(parts: readonly DiffPart[]): DiffSegment[] {
  const segments: DiffSegment[] = []
  let last = 0
  for (const { lines } of parts) {
    const first = lines.find(({ newLine }) => newLine !== null)?.newLine ?? null
    const left = first === null ? 0 : first - last - 1
    if (left > 0) segments.push({ kind: 'left-out', count: left })
    segments.push(...foldPart(lines))
    last = lines.findLast(({ newLine }) => newLine !== null)?.newLine ?? last
  }
  return segments
}

function foldPart(lines: readonly DiffLine[]): DiffSegment[] {
  const segments: DiffSegment[] = []
  let from = 0
  let at = 0
  while (at < lines.length) {
    if (lines[at]?.kind !== 'same') {
      at += 1
      continue
    }
    let to = at
    while (lines[to]?.kind === 'same') to += 1
    const [start, end] = [at === 0 ? 0 : at + CONTEXT, to === lines.length ? to : to - CONTEXT]
    if (end - start >= LEAST) {
      if (start > from) segments.push({ kind: 'lines', lines: lines.slice(from, start) })
      segments.push(
        end - start > MOST
          ? { kind: 'left-out', count: end - start }
          : { kind: 'folded', lines: lines.slice(start, end) },
      )
      from = end
    }
    at = to
  }
  if (from < lines.length) segments.push({ kind: 'lines', lines: lines.slice(from) })
  return segments
}
