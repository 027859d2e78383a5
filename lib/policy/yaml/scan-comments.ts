import { SPACE, isBlank, isBreak } from './characters'
import type { Cursor } from './cursor'

/** A comment from its `#` to the end of its line, break excluded. UTF-16 offsets. */
export interface Comment {
  readonly start: number
  readonly end: number
}

const HASH = 0x23

/** How far go-yaml looks for a comment behind blanks. */
const REACH = 512

/**
 * Moves behind a comment and the comments that follow it. Between two comments go-yaml skips any blank and line break, even a tab
 * that it refuses elsewhere.
 */
export function skipComments(cursor: Cursor, comments: Comment[]): void {
  let gap = 0
  do {
    for (const end = cursor.pos + gap; cursor.pos < end;) if (cursor.takeBreak() === '') cursor.pos++
    takeComment(cursor, comments)
    gap = gapToComment(cursor)
  } while (gap > 0)
}

/** Moves behind a comment on the line of the token just scanned. Here, too, a tab may stand before it. */
export function skipLineComment(cursor: Cursor, comments: Comment[]): void {
  let blanks = 0
  while (blanks < REACH && isBlank(cursor.peek(blanks))) blanks++
  if (blanks === REACH || cursor.peek(blanks) !== HASH) return
  cursor.pos += blanks
  takeComment(cursor, comments)
}

function takeComment(cursor: Cursor, comments: Comment[]): void {
  const start = cursor.pos
  cursor.skipLine()
  comments.push({ start, end: cursor.pos })
}

/** Distance to the next comment if only blanks and line breaks lie between, else 0. */
function gapToComment(cursor: Cursor): number {
  for (let ahead = 0; ahead < REACH; ahead++) {
    const code = cursor.peek(ahead)
    if (code === HASH) return ahead
    const singleByteBreak = isBreak(code) && code < SPACE
    if (!isBlank(code) && !singleByteBreak) return 0
  }
  return 0
}
