import type { CodeownersError } from './codeowners'

/** What GitHub does not read of an owners file, in short. */
export interface UnreadLines {
  /** Nothing of it is read. */
  readonly isTooLarge: boolean
  /** Lines that are skipped. */
  readonly count: number
  /** The first of them, from 1. */
  readonly lines: readonly number[]
  /** Owners on lines that are read, who count for nothing: they do not exist or may not write. Only GitHub can tell. */
  readonly unknown: readonly string[]
}

/** By Lockstep's own reading, or in GitHub's words, which know more kinds. */
export interface UnreadLine extends Pick<CodeownersError, 'line' | 'column' | 'source' | 'suggestion'> {
  readonly kind: string
}

/** GitHub reads such a line. */
const UNKNOWN_OWNER = 'Unknown owner'

const MOST_LINES = 4

/** Null when all of the file is read. */
export function findUnreadLines(errors: readonly UnreadLine[]): UnreadLines | null {
  if (errors.length === 0) return null
  const skipped = [...new Set(errors.flatMap(({ kind, line }) => (kind === UNKNOWN_OWNER ? [] : [line])))]
  const unknown = errors.flatMap(({ kind, column, source }) =>
    kind === UNKNOWN_OWNER ? [source.slice(column - 1).split(/\s/)[0] ?? ''] : [],
  )
  return {
    isTooLarge: errors.some(({ kind }) => kind === 'File too large'),
    count: skipped.length,
    lines: skipped.slice(0, MOST_LINES),
    unknown: [...new Set(unknown)].filter((name) => name !== ''),
  }
}
