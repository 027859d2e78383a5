import { RE2JS } from 're2js'

/**
 * File patterns of rulesets: fnmatch, as GitHub's published schema says ("File patterns use fnmatch syntax"). A star stays inside one
 * folder, two stars and a slash stand for any folders. Unlike in CODEOWNERS a pattern is of the whole path, and `dir/` matches nothing.
 * Source: https://docs.github.com/rest/repos/rules
 */
export function matchesFilePattern(pattern: string, path: string): boolean {
  return compiled(pattern)?.matches(path.replaceAll('/', NUL)) ?? false
}

/** Stands for the slash, which no star, question mark or set matches; no path of git has one. */
const NUL = '\0'

const known = new Map<string, RE2JS | null>()
const MOST_KNOWN = 1000

function compiled(pattern: string): RE2JS | null {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const regular = toRegular(pattern)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(pattern, regular)
  return regular
}

/** Longer ones are nobody's, and cost too much to try. */
const LONGEST = 500
const TOKEN = /\*\*\/|\*+|\?|\[!?\]?[^\]]*\]|\\.|[^]/g

/** In linear time: whoever opens a pull request chooses the paths. Null for a pattern that is none. */
function toRegular(pattern: string): RE2JS | null {
  if (pattern.length > LONGEST) return null
  const parts = pattern.replace(/(\*\*\/)+/g, '**/').match(TOKEN) ?? []
  try {
    return RE2JS.compile(parts.map(partOf).join(''))
  } catch {
    return null
  }
}

function partOf(token: string): string {
  if (token === '**/') return '(?:[^\\x00]+\\x00)*'
  if (token.startsWith('*')) return '[^\\x00]*'
  if (token === '?') return '[^\\x00]'
  if (token.startsWith('[') && token.length > 2) {
    const [, not = '', set = ''] = /^\[([!^]?)(.*)\]$/.exec(token) ?? []
    return `[${not === '' ? '' : '^\\x00'}${set.replace(/[\\[\]^]/g, '\\$&')}]`
  }
  const character = token.startsWith('\\') && token.length > 1 ? token.slice(1) : token
  return character === '/' ? '\\x00' : RE2JS.quote(character)
}
