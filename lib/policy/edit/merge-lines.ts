import { diffLines } from './line-diff'

/** Runs of lines where both sides agree with the base, or one of them changed it. */
interface Hunk {
  /** Lines of the base, `to` excluded. */
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/**
 * The text that has both sides' changes of `base`; null where they touch the same lines or lines next to each other, so that a person must
 * look. Texts of one line break.
 */
export function mergeLines(base: string, one: string, other: string): string | null {
  if (one === other || other === base) return one
  if (one === base) return other
  const [left, right] = [hunksOf(base, one), hunksOf(base, other)]
  const overlaps = left.some((a) => right.some((b) => a.from <= b.to && b.from <= a.to && !isEqual(a, b)))
  if (overlaps) return null
  const hunks = [...left, ...right.filter((b) => !left.some((a) => isEqual(a, b)))]
  const lines = base.split('\n')
  for (const { from, to, lines: next } of hunks.sort((a, b) => b.from - a.from)) {
    lines.splice(from, to - from, ...next)
  }
  return lines.join('\n')
}

function isEqual(a: Hunk, b: Hunk): boolean {
  return a.from === b.from && a.to === b.to && a.lines.join('\n') === b.lines.join('\n')
}

function hunksOf(base: string, next: string): Hunk[] {
  const hunks: Hunk[] = []
  let open: { from: number; to: number; lines: string[] } | null = null
  let at = 0
  for (const { kind, text } of diffLines(base, next)) {
    if (kind === 'same') {
      if (open !== null) hunks.push(open)
      open = null
      at += 1
      continue
    }
    open ??= { from: at, to: at, lines: [] }
    if (kind === 'added') open.lines.push(text)
    else {
      at += 1
      open.to = at
    }
  }
  if (open !== null) hunks.push(open)
  return hunks
}
