import { Lexer, isMap, isNode, isScalar, type Document, type LineCounter, type YAMLParseError } from 'yaml'
import type * as z from 'zod'

/** One sentence that says what is wrong and what to write, at its place (1-based; columns in UTF-16 units). */
export interface ConfigurationProblem {
  readonly message: string
  readonly line: number
  readonly column: number
  /** `pins[0].commit`; empty for the file as a whole. */
  readonly path: string
}

/** Keys and indices from the top of the file. */
export type Path = readonly PropertyKey[]

/** The sentences of one zod issue: its message is a predicate that the path is put in front of. */
export function toProblems(
  issue: z.core.$ZodIssue,
  place: (path: Path) => { line: number; column: number },
): ConfigurationProblem[] {
  const paths =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
  const predicate = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  return paths.map((path) => {
    const shown = showPath(path)
    const { line, column } = place(path)
    return { message: `${shown || 'The file'} ${predicate}.`, line, column, path: shown }
  })
}

/** An unknown key may be any text, so it is cut short. */
function showPath(path: Path): string {
  const shown = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return shown.replace(/^\./, '').slice(0, 120)
}

/** A problem of the YAML itself. */
export function syntaxProblem(error: YAMLParseError, lines: LineCounter): ConfigurationProblem {
  const { line, col } = lines.linePos(error.pos[0])
  const reason =
    error.code === 'MULTIPLE_DOCS'
      ? 'a second document begins here; keep one'
      : error.message.replace(/\.$/, '')
  return { message: `The file is not valid YAML: ${reason}.`, line, column: col, path: '' }
}

/** Where a value stands: its key for a setting, itself for an item, the nearest parent for what is missing. */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: Path,
): { line: number; column: number } {
  const parent = document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)
    : undefined
  const found = pair?.key ?? document.getIn(path, true)
  const offset = isNode(found) ? found.range?.[0] : undefined
  if (offset === undefined)
    return path.length > 0 ? positionOf(document, lines, path.slice(0, -1)) : { line: 1, column: 1 }
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

const MAX_DEPTH = 100
/** Indentation and compact indicators: the only ways of block nesting, each at least a column deeper. */
const BLOCK_PREFIX = /^(?:[ \t]|[-?:][ \t]|[&!][^ \t]*[ \t])*/

/**
 * Bounds the depth before the library composes the text: its composer is recursive, and a stack that is nearly full
 * can abort the whole process inside a regular expression, which no catch survives. The lexer recurses only over
 * what the prefix bounds.
 */
export function nestsTooDeep(text: string): boolean {
  if (text.split('\n').some((line) => (BLOCK_PREFIX.exec(line)?.[0].length ?? 0) > MAX_DEPTH)) return true
  let open = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') open += 1
    else if (token === ']' || token === '}') open -= 1
    if (open > MAX_DEPTH) return true
  }
  return false
}
