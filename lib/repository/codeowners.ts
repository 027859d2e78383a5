import { matchesPath, parsePattern, type PathPattern } from './codeowners-pattern'

/**
 * CODEOWNERS as GitHub reads it. It is a prediction: GitHub's answer wins wherever it differs, and whether an owner
 * exists and may write is only known to GitHub (such an owner counts for nothing).
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */

/** Where GitHub looks, in this order, on the pull request's base; the first file found is the only one read. */
export const CODEOWNERS_LOCATIONS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/** A file of this size or more is not loaded by GitHub at all (documented as "under 3 MB"). */
export const CODEOWNERS_MAX_BYTES = 3 * 1024 * 1024

/** One valid line. `owners` are alternatives: one approval of any of them satisfies the file; none = unowned on purpose. */
export interface CodeownersRule {
  readonly pattern: string
  readonly owners: readonly string[]
  /** 1-based. */
  readonly line: number
}

/** One problem, in the shape of GitHub's answer to `GET /repos/{owner}/{repo}/codeowners/errors`. */
export interface CodeownersError {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  readonly kind: 'Invalid pattern' | 'Invalid owner' | 'File too large'
  readonly source: string
  readonly suggestion: string | null
  readonly message: string
  readonly path: string
}

export interface Codeowners {
  readonly rules: readonly CodeownersRule[]
  /** An invalid line is skipped and reported; the others stay in force. */
  readonly errors: readonly CodeownersError[]
}

/** Who owns a path: the rule that won. `owners` empty = a line without owners, that is unowned on purpose. */
export interface Ownership {
  readonly owners: readonly string[]
  readonly line: number
  readonly pattern: string
}

/** Reads the text of a CODEOWNERS file; `path` is only repeated in the errors. */
export function parseCodeowners(text: string, path: string = CODEOWNERS_LOCATIONS[0]): Codeowners {
  if (new TextEncoder().encode(text).byteLength >= CODEOWNERS_MAX_BYTES) {
    return { rules: [], errors: [tooLarge(path)] }
  }
  const rules: CodeownersRule[] = []
  const errors: CodeownersError[] = []
  for (const [index, source] of text.split(/\r?\n/).entries()) {
    const read = readLine(source, index + 1, path)
    if (read === null) continue
    if ('kind' in read) errors.push(read)
    else rules.push(read)
  }
  return { rules, errors }
}

/** Whether an owner is an e-mail address: the forge does not tell whose account that is. */
export function isAddress(owner: string): boolean {
  return !owner.startsWith('@')
}

/** The last matching rule wins. `null` = no rule matches, which is not the same as a rule without owners. */
export function ownersOf(codeowners: Codeowners, path: string): Ownership | null {
  const rule = codeowners.rules.findLast((rule) => {
    const pattern = compiled(rule)
    return pattern !== null && matchesPath(pattern, path)
  })
  return rule ? { owners: rule.owners, line: rule.line, pattern: rule.pattern } : null
}

const patterns = new WeakMap<CodeownersRule, PathPattern | null>()

/** Compiles a rule once; rules stay plain data, so that they can be sent to the browser. */
function compiled(rule: CodeownersRule): PathPattern | null {
  let pattern = patterns.get(rule)
  if (pattern === undefined) {
    const parsed = parsePattern(rule.pattern)
    pattern = 'segments' in parsed ? parsed : null
    patterns.set(rule, pattern)
  }
  return pattern
}

/** A backslash keeps the following space inside the pattern. Only ASCII white space separates words. */
const WORD = /(?:\\.|\\$|[^ \t\r\f\v\\])+/gy
const SPACE = /[ \t\r\f\v]/

/** @user, @organisation/team, or the e-mail address of an account. */
const OWNER = /^(@[A-Za-z0-9_-]+(\[bot\])?|@[A-Za-z0-9_-]+\/[A-Za-z0-9_.-]+|[^\s@#]+@[^\s@#]+\.[^\s@#]+)$/

function readLine(source: string, line: number, path: string): CodeownersRule | CodeownersError | null {
  const words = splitWords(source)
  const [pattern, ...owners] = words
  if (pattern === undefined) return null
  const parsed = parsePattern(pattern.text)
  if ('suggestion' in parsed) {
    return problem('Invalid pattern', parsed.suggestion, { source, line, column: pattern.at + 1, path })
  }
  const wrong = owners.find((owner) => !OWNER.test(owner.text))
  if (wrong) {
    const suggestion = 'an owner is @user, @organisation/team or an e-mail address'
    return problem('Invalid owner', suggestion, { source, line, column: wrong.at + 1, path })
  }
  return { pattern: pattern.text, owners: owners.map((owner) => owner.text), line }
}

/** The words before a comment, with their 0-based columns. A comment starts at a `#` that begins a word. */
function splitWords(source: string): { text: string; at: number }[] {
  const words: { text: string; at: number }[] = []
  let at = 0
  for (;;) {
    while (SPACE.test(source.charAt(at))) at += 1
    if (at >= source.length || source.charAt(at) === '#') return words
    WORD.lastIndex = at
    const text = WORD.exec(source)?.[0] ?? source.slice(at)
    words.push({ text, at })
    at += text.length
  }
}

function problem(
  kind: CodeownersError['kind'],
  suggestion: string,
  where: Pick<CodeownersError, 'source' | 'line' | 'column' | 'path'>,
): CodeownersError {
  const pointer = `${' '.repeat(where.column + 1)}^`
  const message = `${kind} on line ${where.line}: ${suggestion}\n\n  ${where.source}\n${pointer}`
  return { ...where, kind, suggestion, message }
}

function tooLarge(path: string): CodeownersError {
  const suggestion = 'GitHub ignores a CODEOWNERS file of 3 MB or more; merge lines with wildcards'
  return { line: 1, column: 1, kind: 'File too large', source: '', suggestion, message: suggestion, path }
}
