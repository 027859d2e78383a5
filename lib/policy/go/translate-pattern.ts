import { findTokens, type PatternToken } from './pattern-tokens'
import { findUnicodeClass } from './unicode-names'

/** A Go pattern in the dialect of RE2JS. */
export interface TranslatedPattern {
  readonly pattern: string
  /** The part of the Go pattern that a fragment of the translated one, as an error shows it, stands for. */
  originalOf(fragment: string): string
}

interface Piece {
  readonly token: PatternToken
  /** Where the translation of the token begins. */
  readonly start: number
  readonly text: string
}

/**
 * RE2JS knows other names of Unicode classes than Go, and refuses a group name that comes twice, which Go accepts. Names of groups play
 * no part in whether a text matches, so each gets one of its own.
 */
export function translatePattern(source: string): TranslatedPattern {
  const pieces: Piece[] = []
  let pattern = ''
  let from = 0
  for (const token of findTokens(source)) {
    pattern += source.slice(from, token.start)
    const text = token.kind === 'group' ? `(?P<g${pieces.length}>` : translateClass(token, pieces.length)
    pieces.push({ token, start: pattern.length, text })
    pattern += text
    from = token.end
  }
  pattern += source.slice(from)
  return { pattern, originalOf: (fragment) => findOriginal({ source, pattern, pieces }, fragment) }
}

/** A name that Go does not know becomes one that RE2JS cannot know either, by which an error is recognised. */
function translateClass(token: Extract<PatternToken, { kind: 'class' }>, index: number): string {
  const name = findUnicodeClass(token.name)
  return `\\${token.letter}{${token.flipped ? '^' : ''}${name ?? `!${index}`}}`
}

const UNKNOWN_CLASS = /^\\[pP]\{\^?!(\d+)\}$/

function findOriginal(
  { source, pattern, pieces }: { source: string; pattern: string; pieces: readonly Piece[] },
  fragment: string,
): string {
  const unknown = UNKNOWN_CLASS.exec(fragment)?.[1]
  if (unknown !== undefined) {
    const token = pieces[Number(unknown)]?.token
    return token === undefined ? fragment : source.slice(token.start, token.end)
  }
  if (fragment === '' || !pattern.endsWith(fragment)) return fragment
  return source.slice(originalOffset(pieces, pattern.length - fragment.length))
}

/** Errors show the rest of the pattern from where something begins, so only a start has to be found again. */
function originalOffset(pieces: readonly Piece[], offset: number): number {
  let shift = 0
  for (const { token, start, text } of pieces) {
    if (start >= offset) break
    shift = token.end - (start + text.length)
  }
  return offset + shift
}
