/**
 * A piece of a sentence. A page renders `path`, `tool` and `code` in mono and `value` and `limit` in bold; nobody parses text.
 * `full` is there when `text` is shorter than the fact, e.g. `args.amount` for `amount`.
 */
export interface SentencePart {
  readonly mark: 'text' | 'path' | 'tool' | 'value' | 'limit' | 'code'
  readonly text: string
  readonly full?: string
}

export type Sentence = readonly SentencePart[]

/** The sentence as plain text. */
export function plainText(sentence: Sentence): string {
  return sentence.map((part) => part.text).join('')
}

/** Builds a sentence: words stay text, each hole is a part, a sentence or plain text. */
export function say(words: TemplateStringsArray, ...holes: (SentencePart | Sentence | string)[]): Sentence {
  const parts: SentencePart[] = []
  words.forEach((word, i) => {
    if (word !== '') parts.push(text(word))
    const hole = holes[i]
    if (hole === undefined || hole === '') return
    if (typeof hole === 'string') parts.push(text(hole))
    else if ('mark' in hole) parts.push(hole)
    else parts.push(...hole)
  })
  return mergeText(parts)
}

/** `a`, `a or b`, `a, b or c`. */
export function listWith(word: 'and' | 'or', items: readonly Sentence[]): Sentence {
  return mergeText(
    items.flatMap((item, i) => {
      if (i === 0) return item
      return [text(i === items.length - 1 ? ` ${word} ` : ', '), ...item]
    }),
  )
}

export function code(content: string): SentencePart {
  return { mark: 'code', text: content }
}

export function limit(content: string): SentencePart {
  return { mark: 'limit', text: content }
}

export function tool(name: string): SentencePart {
  return { mark: 'tool', text: printable(name) }
}

/** The path of an argument or a counter; `args.` is left out, as everywhere a person reads. */
export function path(full: string): SentencePart {
  const short = full.startsWith('args.') && full.length > 5 ? full.slice(5) : full
  return short === full
    ? { mark: 'path', text: printable(full) }
    : { mark: 'path', text: printable(short), full: printable(full) }
}

/** Characters that could change how the rest of a line reads: controls, separators, bidirectional marks, lone surrogates. */
const UNPRINTABLE =
  /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

/** Text from a file with every control and bidirectional character written as an escape. */
export function printable(content: string): string {
  return content.replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function text(content: string): SentencePart {
  return { mark: 'text', text: content }
}

function mergeText(parts: readonly SentencePart[]): Sentence {
  const merged: SentencePart[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (part.mark === 'text' && last?.mark === 'text') merged[merged.length - 1] = text(last.text + part.text)
    else merged.push(part)
  }
  return merged
}
