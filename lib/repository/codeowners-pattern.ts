/**
 * Path patterns of CODEOWNERS: gitignore's rules with GitHub's exceptions.
 * Sources: https://git-scm.com/docs/gitignore#_pattern_format and GitHub's "About code owners"
 * (https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 */

/** Why a pattern is refused; `suggestion` completes the sentence "Invalid pattern on line n: …". */
export interface PatternRefusal {
  readonly suggestion: string
}

/** A pattern ready to match: its path segments; `**` stands for any number of segments. */
export interface PathPattern {
  readonly segments: readonly string[]
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^!/, 'a pattern cannot be negated with !; put an exception on a later line'],
  [/^\\#/, 'a pattern cannot start with #, and \\# does not escape it; match the file with a wildcard'],
  [/[[\]]/, 'character ranges with [ ] do not work here; use ? or *'],
  [/\*{3}/, 'three or more * in a row are not a pattern; did you mean **?'],
  [/^\/$/, 'the pattern / will never match anything; did you mean * instead?'],
  [/\/\//, 'a path has no empty segment; write one / instead of //'],
  [/(^|[^\\])(\\\\)*\\$/, 'a pattern cannot end with \\'],
  [/#/, 'what follows # may be read as a comment; put a space before a comment'],
  // oxlint-disable-next-line no-control-regex -- a byte order mark or a control character is never meant
  [/[\u0000-\u0008\u000e-\u001f\u007f\ufeff]/, 'it contains an invisible character; remove it'],
]

/**
 * Reads one pattern. `!`, `\#` and `[ ]` do not work on GitHub; what GitHub would do with the others is not
 * documented, so Lockstep refuses to predict instead of guessing an owner.
 */
export function parsePattern(source: string): PathPattern | PatternRefusal {
  const refusal = REFUSALS.find(([shape]) => shape.test(source))
  if (refusal) return { suggestion: refusal[1] }
  const segments = source.split('/')
  if (segments[0] === '') segments.shift()
  else if (segments.length === 1 || (segments.length === 2 && segments[1] === '')) segments.unshift('**')
  return { segments: withDescendants(segments) }
}

/**
 * A pattern that names a directory owns everything below it. The exception is a last segment of `*` alone:
 * GitHub documents that `docs/*` does not match nested files, where gitignore would.
 */
function withDescendants(segments: readonly string[]): readonly string[] {
  const last = segments.at(-1)
  const rest = segments.slice(0, -1)
  if (last === '') return [...rest, '**', '*']
  if (last === '**') return [...rest, '**', '*']
  if (last === '*') return rest.at(-1) === '**' ? [...rest, '*'] : segments
  return [...segments, DESCENDANTS]
}

/** Stands at the end of a pattern for "this file, or anything below this directory". Cannot occur in a path. */
const DESCENDANTS = '/'

/** True when the path (repository-relative, no leading slash) is matched. Case-sensitive. Linear in practice. */
export function matchesPath(pattern: PathPattern, path: string): boolean {
  return matchSegments(pattern.segments, path.split('/'))
}

/** Greedy matching with one point of return, so that hostile patterns cannot take exponential time. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let [p, s, returnPattern, returnPath] = [0, 0, -1, 0]
  for (;;) {
    const wanted = pattern[p]
    if (wanted === DESCENDANTS) return true
    if (wanted === undefined && s === path.length) return true
    if (wanted === '**') {
      ;[returnPattern, returnPath] = [p, s]
      p += 1
    } else if (wanted !== undefined && s < path.length && matchSegment(wanted, path[s] ?? '')) {
      p += 1
      s += 1
    } else {
      if (returnPattern < 0 || returnPath >= path.length) return false
      returnPath += 1
      ;[p, s] = [returnPattern + 1, returnPath]
    }
  }
}

/** `*` is any text without a slash, `?` one character, a backslash takes the next character literally. */
function matchSegment(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== ''
  const [wanted, given] = [[...pattern], [...text]]
  let [p, t, star, starText] = [0, 0, -1, 0]
  while (t < given.length || p < wanted.length) {
    const escaped = wanted[p] === '\\'
    const literal = escaped ? wanted[p + 1] : wanted[p]
    if (!escaped && literal === '*') {
      ;[star, starText] = [p, t]
      p += 1
    } else if (t < given.length && (literal === given[t] || (!escaped && literal === '?'))) {
      p += escaped ? 2 : 1
      t += 1
    } else {
      if (star < 0 || starText >= given.length) return false
      starText += 1
      ;[p, t] = [star + 1, starText]
    }
  }
  return true
}
