import { RE2JS, RE2JSSyntaxException } from 're2js'

/** A compiled Go regular expression. */
export interface GoRegexp {
  /** Go's `MatchString`: whether the pattern matches anywhere in the text. Linear in the length of the text. */
  matches(text: string): boolean
}

export type CompiledRegexp =
  | { readonly ok: true; readonly regexp: GoRegexp }
  /** Go's words, e.g. "error parsing regexp: missing closing ): `(`". */
  | { readonly ok: false; readonly error: string }

/** Go's `regexp.Compile`. */
export function compileRegexp(pattern: string): CompiledRegexp {
  try {
    const compiled = RE2JS.compile(pattern)
    return { ok: true, regexp: { matches: (text) => compiled.test(text) } }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { ok: false, error: goWords(error, pattern) }
    throw error
  }
}

/** RE2JS leaves an empty fragment out, and the pattern when it is over a limit. */
function goWords({ error, input }: RE2JSSyntaxException, pattern: string): string {
  const fragment = input ?? (error.startsWith('expression') ? pattern : '')
  return `error parsing regexp: ${error}: \`${fragment}\``
}
