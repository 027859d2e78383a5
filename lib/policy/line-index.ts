import { CR, LF, isBreak } from './yaml/characters'

/** Turns offsets into lines and columns; lines break where go-yaml breaks them: LF, CR, CRLF, NEL, LS, PS. */
export class LineIndex {
  private readonly starts: number[] = [0]

  constructor(text: string) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (isBreak(code) && !(code === CR && text.charCodeAt(i + 1) === LF)) this.starts.push(i + 1)
    }
  }

  /** One-based line and column (UTF-16 units) of an offset. */
  at(offset: number): { line: number; column: number } {
    let low = 0
    let high = this.starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 }
  }
}
