import { hexValue, isBlank, isBlankOrEnd, isWord } from './characters'
import type { Cursor } from './cursor'
import { utf8Width } from './reader-fault'
import { textToken, type Token } from './token'

const BANG = 0x21
const PERCENT = 0x25

/** Characters of a tag besides letters, digits, `_` and `-`. */
const URI_CHARACTERS = new Set([...";/?:@&=+$,.!~*'()[]%"].map((character) => character.charCodeAt(0)))

/** Scans `!suffix`, `!handle!suffix`, `!<uri>` or a lone `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark()
  const { handle, suffix } =
    cursor.peek(1) === 0x3c ? scanVerbatim(cursor, start.line) : scanShorthand(cursor, start.line)
  cursor.require(1)
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('did not find expected whitespace or line break', start.line)
  return textToken('tag', { start: start.offset, end: cursor.pos, line: start.line }, handle, suffix)
}

function scanVerbatim(cursor: Cursor, contextLine: number): { handle: string; suffix: string } {
  cursor.pos += 2
  const suffix = scanTagUri(cursor, '', contextLine)
  if (cursor.peek() !== 0x3e) cursor.fail("did not find the expected '>'", contextLine)
  cursor.pos++
  return { handle: '', suffix }
}

function scanShorthand(cursor: Cursor, contextLine: number): { handle: string; suffix: string } {
  const handle = scanTagHandle(cursor, false, contextLine)
  if (handle.length > 1 && handle.endsWith('!'))
    return { handle, suffix: scanTagUri(cursor, '', contextLine) }
  const suffix = scanTagUri(cursor, handle, contextLine)
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix }
}

/** Scans `!`, `!word` or `!word!`. In a %TAG directive only `!`, `!!` and `!word!` will do. */
export function scanTagHandle(cursor: Cursor, directive: boolean, contextLine: number): string {
  const from = cursor.pos
  if (cursor.peek() !== BANG) cursor.fail("did not find expected '!'", contextLine)
  cursor.pos++
  while (isWord(cursor.peek())) cursor.pos++
  if (cursor.peek() === BANG) cursor.pos++
  else if (directive && cursor.pos - from > 1) cursor.fail("did not find expected '!'", contextLine)
  return cursor.slice(from, cursor.pos)
}

/** Scans the rest of a tag behind `head` (whose leading `!` is dropped) and resolves `%XX`. */
export function scanTagUri(cursor: Cursor, head: string, contextLine: number): string {
  let uri = head.slice(1)
  let found = head !== ''
  let from = cursor.pos
  while (isWord(cursor.peek()) || URI_CHARACTERS.has(cursor.peek())) {
    found = true
    if (cursor.peek() === PERCENT) {
      uri += cursor.slice(from, cursor.pos) + scanUriEscapes(cursor, contextLine)
      from = cursor.pos
    } else cursor.pos++
  }
  if (!found) cursor.fail('did not find expected tag URI', contextLine)
  return uri + cursor.slice(from, cursor.pos)
}

/** Takes the `%XX` octets of one character. */
function scanUriEscapes(cursor: Cursor, contextLine: number): string {
  const octets: number[] = []
  let width = 1
  while (octets.length < width) {
    const octet = hexValue(cursor.peek(1)) * 16 + hexValue(cursor.peek(2))
    if (cursor.peek() !== PERCENT || hexValue(cursor.peek(1)) < 0 || hexValue(cursor.peek(2)) < 0) {
      cursor.fail('did not find URI escaped octet', contextLine)
    }
    if (octets.length === 0) {
      width = utf8Width(octet)
      if (width === 0) cursor.fail('found an incorrect leading UTF-8 octet', contextLine)
    } else if ((octet & 0xc0) !== 0x80) cursor.fail('found an incorrect trailing UTF-8 octet', contextLine)
    octets.push(octet)
    cursor.pos += 3
  }
  return new TextDecoder().decode(Uint8Array.from(octets))
}

/** Skips blanks and returns whether there were any. */
export function skipBlankRun(cursor: Cursor): boolean {
  const from = cursor.pos
  while (isBlank(cursor.peek())) cursor.pos++
  return cursor.pos > from
}
