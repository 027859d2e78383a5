import type { Codeowners } from './codeowners'

/** What GitHub does not read of an owners file, in short. */
export interface UnreadLines {
  /** Nothing of it is read. */
  readonly isTooLarge: boolean
  readonly count: number
  /** The first of them, from 1. */
  readonly lines: readonly number[]
}

const MOST_LINES = 4

/** Null when all of the file is read. */
export function findUnreadLines({ errors }: Codeowners): UnreadLines | null {
  if (errors.length === 0) return null
  return {
    isTooLarge: errors.some(({ kind }) => kind === 'File too large'),
    count: errors.length,
    lines: errors.slice(0, MOST_LINES).map(({ line }) => line),
  }
}
