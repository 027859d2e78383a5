/** What stands where in a policy that is being typed, by indentation alone: the text is rarely valid then. */
export interface YamlPlace {
  /** Keys around the line from the outside in, e.g. `['tools', 'create_refund', 'rules', 'conditions']`. */
  readonly parents: readonly string[]
  /** The key of the line when the cursor is behind its colon. */
  readonly key: string | null
  /** What was typed of the word under the cursor, and where it starts in the line. */
  readonly word: string
  readonly from: number
}

const KEY = /^(\s*)((?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s#:'"][^:]*?)):(?=\s|$)/

/** Where the cursor is. `lines` are those up to the cursor's, which is cut at the cursor. */
export function placeAt(lines: readonly string[]): YamlPlace {
  const line = lines.at(-1) ?? ''
  const key = KEY.exec(line)
  const typed = key === null ? (/^\s*(?:- +)*/.exec(line)?.[0].length ?? 0) : key[0].length
  const word = /[^\s"',[\]{}]*$/.exec(line.slice(typed))?.[0] ?? ''
  return {
    parents: parentsOf(lines),
    key: key === null ? null : nameOf(key),
    word,
    from: line.length - word.length,
  }
}

function nameOf(match: RegExpExecArray): string {
  return match[3] ?? match[4] ?? match[5] ?? ''
}

function parentsOf(lines: readonly string[]): string[] {
  const last = lines.at(-1) ?? ''
  const parents: string[] = []
  // A list item belongs to the key above it, also when both begin at the same column.
  let isItem = /^\s*-/.test(last)
  let limit = isItem ? dashStart(last) : contentStart(last)
  for (let above = lines.length - 2; above >= 0; above -= 1) {
    const line = lines[above] ?? ''
    const dash = dashStart(line)
    // Most lines of a large policy lie deeper than what is looked for.
    if (dash > limit || dash === line.length || line[dash] === '#') continue
    const content = contentStart(line)
    const key = KEY.exec(line)
    if (/^\s*-/.test(line)) {
      if (dash >= limit) continue
      if (key !== null && content < limit) parents.unshift(nameOf(key))
      limit = dash
      isItem = true
    } else if (key !== null && (content < limit || (isItem && content === limit))) {
      parents.unshift(nameOf(key))
      limit = content
      isItem = false
    }
    if (limit === 0 && !isItem) break
  }
  return parents
}

function dashStart(line: string): number {
  return line.length - line.trimStart().length
}

/** Column of what follows the dashes. */
function contentStart(line: string): number {
  return /^\s*(?:- +|-$)*/.exec(line)?.[0].length ?? 0
}
