import { RE2JS, RE2JSSyntaxException } from 're2js'
import { automatonOf, type TextAutomaton } from './pattern-automaton'
import { translatePattern, type TranslatedPattern } from './translate-pattern'

/** A compiled Go regular expression. */
export interface GoRegexp {
  /** Go's `MatchString`: whether the pattern matches anywhere in the text. Linear in the length of the text. */
  matches(text: string): boolean
  /** For questions about all texts at once; null where the pattern has none. `pay` hears of the work. */
  automaton(pay: (steps: number) => void): TextAutomaton | null
}

export type CompiledRegexp =
  | { readonly ok: true; readonly regexp: GoRegexp }
  /** Go's words, e.g. "error parsing regexp: missing closing ): `(`". */
  | { readonly ok: false; readonly error: string }

const LONE_SURROGATE = /\p{Surrogate}/u

/** Go's `regexp.Compile`. A lone surrogate stands for a byte that is no UTF-8 (see go-bytes.ts). */
export function compileRegexp(pattern: string): CompiledRegexp {
  if (LONE_SURROGATE.test(pattern))
    return { ok: false, error: `error parsing regexp: invalid UTF-8: \`${pattern}\`` }
  const translated = translatePattern(pattern)
  try {
    const compiled = RE2JS.compile(translated.pattern)
    const matches = (text: string) => compiled.test(text)
    return { ok: true, regexp: { matches, automaton: (pay) => automatonOf(compiled, pay) } }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException)
      return { ok: false, error: goWords(error, pattern, translated) }
    throw error
  }
}

/** A pattern that is found where `text` is. */
export function quotePattern(text: string): string {
  return RE2JS.quote(text)
}

/** RE2JS leaves an empty fragment out, and the pattern when it is over a limit. */
function goWords(
  { error, input }: RE2JSSyntaxException,
  pattern: string,
  translated: TranslatedPattern,
): string {
  const whole = error.startsWith('expression') ? pattern : ''
  return `error parsing regexp: ${error}: \`${input === null ? whole : translated.originalOf(input)}\``
}
