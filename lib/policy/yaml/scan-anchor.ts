import { isBlankOrEnd, isWord } from './characters'
import type { Cursor } from './cursor'
import { textToken, type Token } from './token'

/** What may follow a name besides a blank. */
const NAME_ENDS = new Set([...'?:,]}%@`'].map((character) => character.charCodeAt(0)))

/** Scans `&name`. */
export function scanAnchor(cursor: Cursor): Token {
  return scanName(cursor, 'anchor')
}

/** Scans `*name`. */
export function scanAlias(cursor: Cursor): Token {
  return scanName(cursor, 'alias')
}

function scanName(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const { pos: start, line } = cursor
  cursor.pos++
  while (isWord(cursor.peek())) cursor.pos++
  cursor.require(1)
  const named = cursor.pos > start + 1 && (isBlankOrEnd(cursor.peek()) || NAME_ENDS.has(cursor.peek()))
  if (!named) cursor.fail('did not find expected alphabetic or numeric character', line)
  return textToken(type, { start, end: cursor.pos, line }, cursor.slice(start + 1, cursor.pos))
}
