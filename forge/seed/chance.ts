import { createHash } from 'node:crypto'

/** A number from 0 up to 1 that only depends on the words given: chance that is the same at every seeding. */
export function chance(...words: readonly string[]): number {
  return createHash('sha1').update(words.join('\0')).digest().readUInt32BE(0) / 2 ** 32
}
