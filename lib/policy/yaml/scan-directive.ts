import { isBlankOrEnd, isBreakOrEnd, isDigit, isWord } from './characters'
import type { Cursor } from './cursor'
import { scanTagHandle, scanTagUri, skipBlankRun } from './scan-tag'
import { textToken, type Token } from './token'

const HASH = 0x23
const DOT = 0x2e
const LONGEST_NUMBER = 2

/** Scans a `%YAML` or `%TAG` line; go-yaml refuses every other directive. */
export function scanDirective(cursor: Cursor): {
  token: Token
  comment: { start: number; end: number } | null
} {
  const start = cursor.mark()
  cursor.pos++
  const name = scanName(cursor, start.line)
  let value: string
  let prefix = ''
  if (name === 'YAML') value = scanVersion(cursor, start.line)
  else if (name === 'TAG') ({ value, prefix } = scanTagValue(cursor, start.line))
  else cursor.fail('found unknown directive name', start.line)
  const token = textToken(
    name === 'YAML' ? 'version-directive' : 'tag-directive',
    { start: start.offset, end: cursor.pos, line: start.line },
    value,
    prefix,
  )
  return { token, comment: finishLine(cursor, start.line) }
}

function scanName(cursor: Cursor, contextLine: number): string {
  const from = cursor.pos
  while (isWord(cursor.peek())) cursor.pos++
  if (cursor.pos === from) cursor.fail('could not find expected directive name', contextLine)
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('found unexpected non-alphabetical character', contextLine)
  return cursor.slice(from, cursor.pos)
}

function scanVersion(cursor: Cursor, contextLine: number): string {
  skipBlankRun(cursor)
  const major = scanNumber(cursor, contextLine)
  if (cursor.peek() !== DOT) cursor.fail("did not find expected digit or '.' character", contextLine)
  cursor.pos++
  return `${major}.${scanNumber(cursor, contextLine)}`
}

function scanNumber(cursor: Cursor, contextLine: number): number {
  const from = cursor.pos
  while (isDigit(cursor.peek())) {
    if (cursor.pos - from === LONGEST_NUMBER) cursor.fail('found extremely long version number', contextLine)
    cursor.pos++
  }
  if (cursor.pos === from) cursor.fail('did not find expected version number', contextLine)
  return Number(cursor.slice(from, cursor.pos))
}

function scanTagValue(cursor: Cursor, contextLine: number): { value: string; prefix: string } {
  skipBlankRun(cursor)
  const value = scanTagHandle(cursor, true, contextLine)
  if (!skipBlankRun(cursor)) cursor.fail('did not find expected whitespace', contextLine)
  const prefix = scanTagUri(cursor, '', contextLine)
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', contextLine)
  return { value, prefix }
}

function finishLine(cursor: Cursor, contextLine: number): { start: number; end: number } | null {
  skipBlankRun(cursor)
  const from = cursor.pos
  const commented = cursor.peek() === HASH
  if (commented) cursor.skipLine()
  cursor.require(1)
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('did not find expected comment or line break', contextLine)
  const end = cursor.pos
  cursor.takeBreak()
  return commented ? { start: from, end } : null
}
