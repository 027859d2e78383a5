import type { Splice } from './edits'

/** Replaces ranges of a text. @param splices sorted and disjoint */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = ''
  let from = 0
  for (const { start, end, text: added } of splices) {
    result += text.slice(from, start) + added
    from = end
  }
  return result + text.slice(from)
}

/** What turns `applySplices(text, splices)` back into `text`. */
export function invertSplices(text: string, splices: readonly Splice[]): Splice[] {
  let shift = 0
  return splices.map((splice) => {
    const start = splice.start + shift
    shift += splice.text.length - (splice.end - splice.start)
    return { start, end: start + splice.text.length, text: text.slice(splice.start, splice.end) }
  })
}

/** A stretch of the first text that is still there, or text that was added. */
type Piece =
  | { readonly kept: true; readonly start: number; readonly end: number }
  | { readonly kept: false; readonly text: string }

/** Splices upon splices of one text, told as splices of the first. */
export class SpliceHistory {
  private pieces: Piece[]

  constructor(private readonly first: string) {
    this.pieces = [{ kept: true, start: 0, end: first.length }]
  }

  /** @param splices sorted and disjoint, offsets into the text as it is now */
  add(splices: readonly Splice[]): void {
    const next: Piece[] = []
    let from = 0
    for (const { start, end, text } of splices) {
      next.push(...this.cut(from, start))
      if (text !== '') next.push({ kept: false, text })
      from = end
    }
    next.push(...this.cut(from, Infinity))
    this.pieces = next
  }

  /** Sorted, disjoint, none without effect. */
  total(): Splice[] {
    const splices: Splice[] = []
    let from = 0
    let text = ''
    const flush = (start: number) => {
      const splice = trim(this.first, { start: from, end: start, text })
      if (splice !== null) splices.push(splice)
      text = ''
    }
    for (const piece of this.pieces) {
      if (!piece.kept) text += piece.text
      else {
        flush(piece.start)
        from = piece.end
      }
    }
    flush(this.first.length)
    return splices
  }

  private cut(from: number, to: number): Piece[] {
    const result: Piece[] = []
    let offset = 0
    for (const piece of this.pieces) {
      const length = piece.kept ? piece.end - piece.start : piece.text.length
      const start = Math.max(from - offset, 0)
      const end = Math.min(to - offset, length)
      offset += length
      if (start >= end) continue
      if (piece.kept) result.push({ kept: true, start: piece.start + start, end: piece.start + end })
      else result.push({ kept: false, text: piece.text.slice(start, end) })
    }
    return result
  }
}

/** Leaves out what the splice puts back as it was; `null` when that is all. */
function trim(first: string, { start, end, text }: Splice): Splice | null {
  const old = first.slice(start, end)
  if (old === text) return null
  const most = Math.min(old.length, text.length)
  let head = 0
  while (head < most && old[head] === text[head]) head++
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) }
}
