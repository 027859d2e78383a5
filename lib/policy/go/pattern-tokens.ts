/** A part of a pattern that RE2JS reads in another way than Go. */
export type PatternToken =
  /** `\pL`, `\P{^Greek}`: `letter` is p or P, and `flipped` tells of a `^` before the name. */
  | {
      readonly kind: 'class'
      readonly start: number
      readonly end: number
      readonly letter: string
      readonly flipped: boolean
      readonly name: string
    }
  /** `(?P<name>` or `(?<name>` with a name that Go accepts. */
  | { readonly kind: 'group'; readonly start: number; readonly end: number }

const NAMED_GROUP = /\(\?P?<\w+>/y
const UNICODE_CLASS = /\\([pP])(?:\{([^}]*)\}|([^{]))/suy

/** Behind these Go finds a name, or an error. */
const MUST_BE_TOKEN = /\(\?P?<|\\[pP]/y

/**
 * Finds those parts up to the first that is an error to Go, which then looks no further. What stands in brackets, in `\Q…\E` or behind a
 * backslash is no group.
 */
export function findTokens(pattern: string): PatternToken[] {
  const tokens: PatternToken[] = []
  let inBrackets = false
  for (let at = 0; at < pattern.length;) {
    const token = readToken(pattern, at, inBrackets)
    if (token !== null) {
      tokens.push(token)
      at = token.end
    } else if (isFaulty(pattern, at, inBrackets)) break
    else ({ at, inBrackets } = pass(pattern, at, inBrackets))
  }
  return tokens
}

/** Where dots stand that mean any character. */
export function findDots(pattern: string): number[] {
  const dots: number[] = []
  let place = { at: 0, inBrackets: false }
  while (place.at < pattern.length) {
    if (pattern[place.at] === '.' && !place.inBrackets) dots.push(place.at)
    place = pass(pattern, place.at, place.inBrackets)
  }
  return dots
}

/** Passes one character, an escape, a quoted text, or a class by name inside of brackets. */
function pass(pattern: string, at: number, inBrackets: boolean): { at: number; inBrackets: boolean } {
  if (pattern[at] === '\\') return { at: skipEscape(pattern, at, inBrackets), inBrackets }
  if (inBrackets) {
    const posixEnd = pattern.startsWith('[:', at) ? pattern.indexOf(':]', at + 2) : -1
    return { at: posixEnd < 0 ? at + 1 : posixEnd + 2, inBrackets: pattern[at] !== ']' }
  }
  if (pattern[at] === '[') return { at: skipOpening(pattern, at), inBrackets: true }
  return { at: at + 1, inBrackets }
}

function readToken(pattern: string, at: number, inBrackets: boolean): PatternToken | null {
  if (pattern[at] === '\\') {
    UNICODE_CLASS.lastIndex = at
    const match = UNICODE_CLASS.exec(pattern)
    if (match === null) return null
    const [text, letter = '', braced, single] = match
    const written = braced ?? single ?? ''
    const flipped = written.startsWith('^')
    const name = flipped ? written.slice(1) : written
    return { kind: 'class', start: at, end: at + text.length, letter, flipped, name }
  }
  if (inBrackets || pattern[at] !== '(') return null
  NAMED_GROUP.lastIndex = at
  const group = NAMED_GROUP.exec(pattern)
  return group === null ? null : { kind: 'group', start: at, end: at + group[0].length }
}

function isFaulty(pattern: string, at: number, inBrackets: boolean): boolean {
  if (inBrackets && pattern[at] === '(') return false
  MUST_BE_TOKEN.lastIndex = at
  return MUST_BE_TOKEN.test(pattern)
}

/** `\Q` quotes up to `\E` or the end, but not in brackets. */
function skipEscape(pattern: string, at: number, inBrackets: boolean): number {
  if (inBrackets || pattern[at + 1] !== 'Q') return at + 2
  const end = pattern.indexOf('\\E', at + 2)
  return end < 0 ? pattern.length : end + 2
}

/** A `]` right behind the opening bracket, or behind its `^`, is a character of the class. */
function skipOpening(pattern: string, at: number): number {
  const inside = pattern[at + 1] === '^' ? at + 2 : at + 1
  return pattern[inside] === ']' ? inside + 1 : inside
}
