/*
 * Looks into JSON text without decoding and re-encoding it: where members begin and end, and whether any is given twice. Every function
 * expects text that `JSON.parse` has accepted, or would without Python's numbers, and so does not check again.
 */

/** A piece of the text, `start` inclusive, `end` exclusive, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A member of an object. */
export interface Member extends Span {
  /** Decoded. */
  readonly key: string
  readonly value: Span
}

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** The first place at or after `at` that is no white space. */
export function skipSpace(text: string, at: number): number {
  let i = at
  // Of all characters up to the space, only JSON's four white space ones can stand between tokens.
  while (text.charCodeAt(i) <= 32) i++
  return i
}

/**
 * JSON of the same length, with every token where it was, for text with NaN, Infinity or -Infinity, which Python's `json` writes and reads
 * (https://docs.python.org/3/library/json.html#infinite-and-nan-number-values). Any text may come: what is none stays none.
 */
export function withoutPythonNumbers(text: string): string {
  if (!text.includes('NaN') && !text.includes('Infinity')) return text
  const pieces: string[] = []
  const tokens = /"|NaN|-?Infinity/g
  let done = 0
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found
    if (token === '"') {
      // Not by a pattern: a long string is more than its stack holds, and one without an end takes it for ever.
      tokens.lastIndex = endOfString(text, found.index)
      if (tokens.lastIndex === 0) break
      continue
    }
    pieces.push(text.slice(done, found.index), '0'.padEnd(token.length))
    done = tokens.lastIndex
  }
  return pieces.join('') + text.slice(done)
}

/** Whether the value at `at` is an object. */
export function isObject(text: string, at: number): boolean {
  return text.charCodeAt(at) === OPEN_OBJECT
}

/** Whether the value at `at` is a list. */
export function isList(text: string, at: number): boolean {
  return text.charCodeAt(at) === OPEN_LIST
}

/** The members of the object at `at`, in order, repeated ones too. */
export function membersOf(text: string, at: number): Member[] {
  const members: Member[] = []
  let i = skipSpace(text, at + 1)
  while (text.charCodeAt(i) !== CLOSE_OBJECT) {
    const keyEnd = endOfString(text, i)
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = endOfValue(text, start)
    members.push({ key: stringAt(text, { start: i, end: keyEnd }), start: i, end, value: { start, end } })
    i = afterComma(text, end)
  }
  return members
}

/** The elements of the list at `at`; of a longer one the first `most`. */
export function elementsOf(text: string, at: number, most = Infinity): Span[] {
  const elements: Span[] = []
  let i = skipSpace(text, at + 1)
  while (text.charCodeAt(i) !== CLOSE_LIST && elements.length < most) {
    const end = endOfValue(text, i)
    elements.push({ start: i, end })
    i = afterComma(text, end)
  }
  return elements
}

/** The decoded string of a span that is one. */
export function stringAt(text: string, { start, end }: Span): string {
  const inner = text.slice(start + 1, end - 1)
  return inner.includes('\\') ? decodeString(text.slice(start, end)) : inner
}

/** The span holds a JSON string, so decoding gives one. */
function decodeString(literal: string): string {
  return JSON.parse(literal) as string
}

/** The key of the first member, at any depth of the value at `at`, that its object has already; undefined when there is none. */
export function repeatedKey(text: string, at: number): string | undefined {
  // One entry per open container; a list has no keys. Not recursive: depth is the sender's choice.
  const open: (Set<string> | undefined)[] = []
  let i = at
  do {
    i = skipSpace(text, i)
    const code = text.charCodeAt(i)
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      open.push(code === OPEN_OBJECT ? new Set() : undefined)
      i++
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      open.pop()
      i++
    } else if (code === COMMA) i++
    else {
      const keys = open.at(-1)
      const end = endOfScalar(text, i)
      if (keys === undefined) i = end
      else {
        const colon = skipSpace(text, end)
        if (text[colon] === ':') {
          const key = stringAt(text, { start: i, end })
          if (keys.has(key)) return key
          keys.add(key)
          i = colon + 1
        } else i = end
      }
    }
  } while (open.length > 0)
  return undefined
}

/** Where the value that begins at `at` ends. */
function endOfValue(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return endOfScalar(text, at)
  let depth = 0
  for (let i = at; ;) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      i = endOfString(text, i)
      continue
    }
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth++
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--
    i++
    if (depth === 0) return i
  }
}

function endOfScalar(text: string, at: number): number {
  if (text.charCodeAt(at) === QUOTE) return endOfString(text, at)
  let i = at
  // A number or a word ends before white space, punctuation or the end of the text.
  while (i < text.length && !endsWord(text.charCodeAt(i))) i++
  return i
}

function endsWord(code: number): boolean {
  return code <= 32 || code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT
}

/** Behind the closing quote of the string that begins at `at`; 0 when it has none. */
function endOfString(text: string, at: number): number {
  for (let i = text.indexOf('"', at + 1); ; i = text.indexOf('"', i + 1)) {
    let slashes = 0
    while (text.charCodeAt(i - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return i + 1
  }
}

function afterComma(text: string, at: number): number {
  const i = skipSpace(text, at)
  return text.charCodeAt(i) === COMMA ? skipSpace(text, i + 1) : i
}
