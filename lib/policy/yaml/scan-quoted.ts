import { END, hexValue, isBlank, isBlankOrEnd, isBreak } from './characters'
import type { Cursor, Mark } from './cursor'
import { foldBreaks } from './scan-plain'
import { scalarToken, type Token } from './token'

const SINGLE = 0x27
const DOUBLE = 0x22
const BACKSLASH = 0x5c

/** What `\x` in a double-quoted scalar stands for, by `x`. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

/** The number of hexadecimal digits behind `\x`, `\u` and `\U`. go-yaml does not know `\/`. */
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Scans a single- or double-quoted scalar; the cursor stands on the opening quote. */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.mark()
  const quote = cursor.peek()
  cursor.pos++
  let value = ''
  for (;;) {
    checkLine(cursor, start)
    const word = takeWord(cursor, quote, start)
    value += word.text
    if (cursor.peek() === quote) break
    value += takeBlanks(cursor, word.escapedBreak)
  }
  cursor.pos++
  const style = quote === SINGLE ? 'single-quoted' : 'double-quoted'
  return scalarToken(style, start.offset, cursor.pos, start.line, value)
}

function checkLine(cursor: Cursor, start: Mark): void {
  cursor.require(4)
  if (cursor.atDocumentIndicator()) cursor.fail('found unexpected document indicator', start.line)
  if (cursor.peek() === END) cursor.fail('found unexpected end of stream', start.line)
}

/** Takes characters up to the next blank, line break or the closing quote. */
function takeWord(cursor: Cursor, quote: number, start: Mark): { text: string; escapedBreak: boolean } {
  let text = ''
  let from = cursor.pos
  for (;;) {
    const code = cursor.peek()
    if (isBlankOrEnd(code)) break
    if (code === quote) {
      if (quote === DOUBLE || cursor.peek(1) !== SINGLE) break
      text += cursor.slice(from, cursor.pos + 1)
      from = cursor.pos += 2
    } else if (code === BACKSLASH && quote === DOUBLE) {
      text += cursor.slice(from, cursor.pos)
      if (isBreak(cursor.peek(1))) {
        cursor.pos++
        cursor.takeBreak()
        return { text, escapedBreak: true }
      }
      text += takeEscape(cursor, start)
      from = cursor.pos
    } else cursor.pos++
  }
  return { text: text + cursor.slice(from, cursor.pos), escapedBreak: false }
}

function takeEscape(cursor: Cursor, start: Mark): string {
  const name = String.fromCharCode(cursor.peek(1))
  const length = CODE_LENGTHS[name]
  if (length === undefined) {
    const character = ESCAPES[name]
    if (character === undefined) cursor.fail('found unknown escape character', start.line)
    cursor.pos += 2
    return character
  }
  cursor.pos += 2
  cursor.require(length)
  let code = 0
  for (let k = 0; k < length; k++) {
    const digit = hexValue(cursor.peek(k))
    if (digit < 0) cursor.fail('did not find expected hexdecimal number', start.line)
    code = code * 16 + digit
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code', start.line)
  }
  cursor.pos += length
  return String.fromCodePoint(code)
}

/** Takes blanks and line breaks inside a quoted scalar and returns what they stand for. */
function takeBlanks(cursor: Cursor, escapedBreak: boolean): string {
  let broken = escapedBreak
  let first = ''
  let rest = ''
  let from = cursor.pos
  for (;;) {
    const code = cursor.peek()
    if (isBlank(code)) cursor.pos++
    else if (isBreak(code)) {
      if (broken) rest += cursor.takeBreak()
      else first = cursor.takeBreak()
      broken = true
    } else break
    if (broken) from = cursor.pos
  }
  if (!broken) return cursor.slice(from, cursor.pos)
  return first === '' ? rest : foldBreaks(first, rest)
}
