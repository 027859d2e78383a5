import { END, TAB, isBlank, isBlankOrEnd, isBreak } from './characters'
import type { Cursor } from './cursor'
import { scalarToken, type Token } from './token'

/** A plain scalar and whether it ran over a line break, after which a new key may start. */
export interface PlainScan {
  readonly token: Token
  readonly endedOnNewLine: boolean
}

const COLON = 0x3a
const HASH = 0x23

/** Scans a plain (unquoted) scalar. `indent` is that of the surrounding block; `inFlow` whether `[` or `{` is open. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScan {
  const start = cursor.mark()
  let value = ''
  let runStart = cursor.pos
  let end = cursor.pos
  let fold: string | null = null
  for (;;) {
    cursor.require(4)
    if (cursor.atDocumentIndicator() || cursor.peek() === HASH) break
    const from = cursor.pos
    skipWord(cursor, inFlow)
    if (cursor.pos > from) {
      if (fold !== null) {
        value += cursor.slice(runStart, end) + fold
        runStart = from
        fold = null
      }
      end = cursor.pos
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break
    fold = skipBlanks(cursor, indent, start.line)
    if (!inFlow && fold !== null && cursor.pos - cursor.lineStart <= indent) break
  }
  value += cursor.slice(runStart, end)
  return { token: scalarToken('plain', start.offset, end, start.line, value), endedOnNewLine: fold !== null }
}

/** Moves over characters that belong to a plain scalar, to the next blank or the indicator that ends it. */
function skipWord(cursor: Cursor, inFlow: boolean): void {
  let code = cursor.peek()
  while (!isBlankOrEnd(code)) {
    if (code === COLON && isBlankOrEnd(cursor.peek(1))) break
    if (inFlow && endsInFlow(code)) break
    cursor.pos++
    code = cursor.peek()
  }
  if (code === END) cursor.require(1)
}

/** `,` `?` `[` `]` `{` `}` */
function endsInFlow(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d
}

/**
 * Moves over blanks and line breaks. Returns what the breaks fold to, `null` when there was none: one break is a space, more are
 * kept without the first.
 */
function skipBlanks(cursor: Cursor, indent: number, contextLine: number): string | null {
  let first = ''
  let rest = ''
  for (;;) {
    const code = cursor.peek()
    if (isBlank(code)) {
      if (first !== '' && code === TAB && cursor.pos - cursor.lineStart <= indent) {
        cursor.fail('found a tab character that violates indentation', contextLine)
      }
      cursor.pos++
    } else if (isBreak(code)) {
      if (first === '') first = cursor.takeBreak()
      else rest += cursor.takeBreak()
    } else break
  }
  if (cursor.peek() === END) cursor.require(1)
  return first === '' ? null : foldBreaks(first, rest)
}

/** The text that a line break and the breaks behind it stand for inside a folded scalar. */
export function foldBreaks(first: string, rest: string): string {
  if (first === '\n') return rest === '' ? ' ' : rest
  return first + rest
}
