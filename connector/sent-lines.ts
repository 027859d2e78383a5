import { sha256Of } from './digest'
import type { EventFile } from './event-file'

/** How the last line that the log has of a file can be found again in what is left of it. */
export interface LastSent {
  /** SHA-256 of the line, without its line feed. */
  readonly line: string | null
  /** `EventFile.tail` behind it. */
  readonly tail: string | null
}

/**
 * Where those lines end in a file that the log has under another name: behind the line that was sent last; 0 where that does not stand in it. What
 * stands before it was sent as well, since lines keep their order. Of lines that are alike in every byte it is the one with the same lines
 * before it, else the first: what is sent twice is told from what is lost.
 */
export function endOfSent(file: EventFile, { line, tail }: LastSent): number {
  if (line === null) return 0
  let first = 0
  for (let from = 0; ;) {
    const lines = file.lines(from)
    const last = lines.at(-1)
    if (last === undefined) return first
    for (const { offset, length, bytes } of lines) {
      if (hashOf(bytes) !== line) continue
      if (tail !== null && file.tail(offset + length) === tail) return offset + length
      if (first === 0) first = offset + length
    }
    from = last.offset + last.length
  }
}

/** How the line that ends at an offset can be found again. */
export function lastSentAt(file: EventFile, offset: number): LastSent {
  const line = file.lineBefore(offset)
  return { line: line === null ? null : hashOf(Buffer.from(line)), tail: file.tail(offset) }
}

function hashOf(line: Buffer): string {
  return sha256Of(line)
}
