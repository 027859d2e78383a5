/** One line of a unified diff. Line numbers are 1-based; null on the side where the line does not exist. */
export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed'
  /** Without the line break; a CR before it stays. */
  readonly text: string
  readonly oldLine: number | null
  readonly newLine: number | null
  /** The file ends here without a line break. */
  readonly noNewline: boolean
}

export interface DiffHunk {
  readonly oldStart: number
  readonly oldCount: number
  readonly newStart: number
  readonly newCount: number
  readonly lines: readonly DiffLine[]
}

const INDEX = /^index ([0-9a-f]{40}\.\.[0-9a-f]{40})/
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/**
 * Reads the output of `git diff-tree -p --full-index` into hunks by `‹old blob›..‹new blob›`.
 * Inside a hunk the counts of its header decide how many lines belong to it, so that no content can pass for a header.
 */
export function parsePatch(patch: string): Map<string, DiffHunk[]> {
  const files = new Map<string, DiffHunk[]>()
  const lines = patch.split('\n')
  let hunks: DiffHunk[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    at += 1
    const pair = INDEX.exec(line)?.[1]
    if (pair !== undefined) {
      hunks = []
      files.set(pair, hunks)
    }
    const header = HUNK.exec(line)
    if (!header) continue
    const [oldStart = 0, oldCount = 1, newStart = 0, newCount = 1] = header
      .slice(1)
      .map((text) => (text ? Number(text) : undefined))
    const body = readHunk(lines, at, { oldStart, oldCount, newStart, newCount })
    hunks.push({ oldStart, oldCount, newStart, newCount, lines: body.lines })
    at = body.next
  }
  return files
}

/** Reads lines from `start` until both counts are used up; returns where it stopped. */
function readHunk(
  lines: readonly string[],
  start: number,
  header: Omit<DiffHunk, 'lines'>,
): { lines: DiffLine[]; next: number } {
  const read: DiffLine[] = []
  const [oldEnd, newEnd] = [header.oldStart + header.oldCount, header.newStart + header.newCount]
  let [at, oldLine, newLine] = [start, header.oldStart, header.newStart]
  while (at < lines.length && (oldLine < oldEnd || newLine < newEnd)) {
    const line = lines[at] ?? ''
    const noNewline = lines[at + 1]?.startsWith('\\') ?? false
    const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context'
    read.push({
      kind,
      text: ownText(line.slice(1)),
      oldLine: kind === 'added' ? null : oldLine,
      newLine: kind === 'removed' ? null : newLine,
      noNewline,
    })
    if (kind !== 'added') oldLine += 1
    if (kind !== 'removed') newLine += 1
    at += noNewline ? 2 : 1
  }
  return { lines: read, next: at }
}

/** A part of a string keeps all of it in memory: a kept line would keep the patch of all files. */
function ownText(part: string): string {
  return Buffer.from(part).toString()
}
