import { END, SPACE, TAB, isBlank, isBreak, isBreakOrEnd, isDigit } from './characters'
import type { Cursor, Mark } from './cursor'
import { scalarToken, type Token } from './token'

type Chomping = 'strip' | 'clip' | 'keep'

interface Header {
  readonly chomping: Chomping
  /** The digit of the header, 0 when there is none. */
  readonly increment: number
}

/** The end of a block scalar's last line, and its comment if the header has one. */
export interface BlockScalarScan {
  readonly token: Token
  readonly comment: { readonly start: number; readonly end: number } | null
}

const PIPE = 0x7c
const PLUS = 0x2b
const MINUS = 0x2d
const HASH = 0x23

/** Scans a literal (`|`) or folded (`>`) scalar; `indent` is that of the surrounding block, -1 at the top. */
export function scanBlockScalar(cursor: Cursor, indent: number): BlockScalarScan {
  const start = cursor.mark()
  const folded = cursor.peek() !== PIPE
  cursor.pos++
  const header = scanHeader(cursor, start)
  const comment = finishHeaderLine(cursor, start)
  const reader = new ContentReader(cursor, start, indent, header.increment)
  const { value, end } = reader.read(folded, header.chomping)
  return { token: scalarToken(folded ? 'folded' : 'literal', start.offset, end, start.line, value), comment }
}

function scanHeader(cursor: Cursor, start: Mark): Header {
  let chomping = scanChomping(cursor)
  let increment = 0
  if (isDigit(cursor.peek())) {
    increment = cursor.peek() - 0x30
    if (increment === 0) cursor.fail('found an indentation indicator equal to 0', start.line)
    cursor.pos++
    chomping ??= scanChomping(cursor)
  }
  return { chomping: chomping ?? 'clip', increment }
}

function scanChomping(cursor: Cursor): Chomping | null {
  const code = cursor.peek()
  if (code !== PLUS && code !== MINUS) return null
  cursor.pos++
  return code === PLUS ? 'keep' : 'strip'
}

function finishHeaderLine(cursor: Cursor, start: Mark): BlockScalarScan['comment'] {
  while (isBlank(cursor.peek())) cursor.pos++
  const from = cursor.pos
  const commented = cursor.peek() === HASH
  if (commented) cursor.skipLine()
  cursor.require(1)
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break', start.line)
  return commented ? { start: from, end: cursor.pos } : null
}

/** Reads the lines behind the header. */
class ContentReader {
  /** Columns of indentation to remove; 0 until the first line with content tells. */
  private indent: number

  constructor(
    private readonly cursor: Cursor,
    private readonly start: Mark,
    private readonly parentIndent: number,
    increment: number,
  ) {
    this.indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment
  }

  read(folded: boolean, chomping: Chomping): { value: string; end: number } {
    const { cursor } = this
    let end = cursor.pos
    cursor.takeBreak()
    let value = ''
    let lineBreak = ''
    let wasBlank = false
    let blankLines = this.skipEmptyLines()
    while (cursor.pos - cursor.lineStart === this.indent && cursor.peek() !== END) {
      const startsBlank = isBlank(cursor.peek())
      const joins = folded && lineBreak === '\n' && !wasBlank && !startsBlank
      if (!joins) value += lineBreak
      else if (blankLines.breaks === '') value += ' '
      value += blankLines.breaks
      wasBlank = startsBlank
      const from = cursor.pos
      cursor.skipLine()
      end = cursor.pos
      value += cursor.slice(from, end)
      lineBreak = cursor.takeBreak()
      blankLines = this.skipEmptyLines()
    }
    if (chomping !== 'strip') value += lineBreak
    if (chomping === 'keep') {
      value += blankLines.breaks
      end = Math.max(end, blankLines.end)
    }
    return { value, end }
  }

  /** Steps over indentation and empty lines. `end` is the end of the last empty line, before its break. */
  private skipEmptyLines(): { breaks: string; end: number } {
    const { cursor } = this
    let breaks = ''
    let end = 0
    let widest = 0
    for (;;) {
      while (this.wantsIndent() && cursor.peek() === SPACE) cursor.pos++
      widest = Math.max(widest, cursor.pos - cursor.lineStart)
      if (this.wantsIndent() && cursor.peek() === TAB) {
        cursor.fail('found a tab character where an indentation space is expected', this.start.line)
      }
      if (!isBreak(cursor.peek())) break
      end = cursor.pos
      breaks += cursor.takeBreak()
    }
    cursor.require(1)
    if (this.indent === 0) this.indent = Math.max(widest, this.parentIndent + 1, 1)
    return { breaks, end }
  }

  private wantsIndent(): boolean {
    return this.indent === 0 || this.cursor.pos - this.cursor.lineStart < this.indent
  }
}
