/** A run of characters with the class that colours it; `null` for plain text. */
export interface Token {
  text: string
  tone: 'k' | 'v' | 'm' | 'cm' | null
}

const KEY =
  /^(\s*(?:- +)*)((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?))(:)(?=\s|$)/
const NUMBER =
  /^(?:[-+]?\d[\d_.]*(?:e[-+]?\d+)?(?:\/(?:minute|hour|day))?|true|false|null|~|allow|deny|evaluate)$/i
const BLOCK_SCALAR = /(?:^|[\s:])[|>][-+\d]*\s*(?:#.*)?$/

/**
 * Colours lines of YAML for reading. Only a drawing: it never decides anything, and text that is no YAML is shown as it is. The characters
 * of the tokens of a line are always exactly the line.
 */
export function yamlTokens(lines: readonly string[]): Token[][] {
  /** Indent of the key that holds the block scalar we are in. */
  let block: number | null = null
  return lines.map((line) => {
    const indent = line.search(/\S/)
    if (block !== null) {
      if (indent < 0 || indent > block) return [{ text: line, tone: 'v' }]
      block = null
    }
    const tokens = tokensOf(line)
    if (tokens.at(-1)?.tone !== 'v' && BLOCK_SCALAR.test(line)) block = indent
    return tokens
  })
}

function tokensOf(line: string): Token[] {
  const key = KEY.exec(line)
  if (key === null) {
    const lead = /^\s*(?:- +)*/.exec(line)?.[0] ?? ''
    return [...plain(lead), ...valueOf(line.slice(lead.length))]
  }
  const [whole, lead = '', name = ''] = key
  return [
    ...plain(lead),
    { text: name, tone: 'k' },
    { text: ':', tone: null },
    ...valueOf(line.slice(whole.length)),
  ]
}

function plain(text: string): Token[] {
  return text === '' ? [] : [{ text, tone: null }]
}

/** A value, and the comment after it. */
function valueOf(text: string): Token[] {
  const quoted = /^(\s*)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(.*)$/.exec(text)
  if (quoted !== null) {
    const [, lead = '', value = '', rest = ''] = quoted
    return [...plain(lead), { text: value, tone: 'v' }, ...commentOf(rest)]
  }
  const comment = /(?:^|\s)#/.exec(text)
  const end = comment === null ? text.length : comment.index
  const value = text.slice(0, end)
  const tone = NUMBER.test(value.trim()) ? 'm' : null
  return [...(value === '' ? [] : [{ text: value, tone } as const]), ...commentOf(text.slice(end))]
}

function commentOf(text: string): Token[] {
  return text === '' ? [] : [{ text, tone: /^\s*#/.test(text) ? 'cm' : null }]
}
