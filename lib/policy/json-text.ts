/** A member of a JSON object with the place of its value in the text. */
export interface JsonMember {
  readonly key: string
  readonly start: number
  readonly end: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** How deep Go's decoder lets lists and objects nest. */
export const DEEPEST_JSON = 10_000

/** Go's `json.Valid`: RFC 8259, not nested deeper than Go allows. */
export function isGoJson(text: string): boolean {
  try {
    JSON.parse(text)
  } catch {
    return false
  }
  return depthOf(text) <= DEEPEST_JSON
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = skipString(text, at) - 1
    else if (isOpening(code)) deepest = Math.max(deepest, ++depth)
    else if (isClosing(code)) depth--
  }
  return deepest
}

/** The members of the object in a valid JSON text in order, twins included; `null` when the text is no object. */
export function readMembers(text: string): JsonMember[] | null {
  let at = skipSpace(text, 0)
  if (text[at] !== '{') return null
  const members: JsonMember[] = []
  for (at = skipSpace(text, at + 1); text[at] === '"'; at = skipSpace(text, at + 1)) {
    const keyEnd = skipString(text, at)
    const key = readString(text.slice(at, keyEnd))
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = skipValue(text, start)
    members.push({ key, start, end })
    at = skipSpace(text, end)
  }
  return members
}

/** The texts of the items of a valid JSON array; `null` when the text is no array. */
export function readItems(text: string): string[] | null {
  let at = skipSpace(text, 0)
  if (text[at] !== '[') return null
  const items: string[] = []
  for (at = skipSpace(text, at + 1); at < text.length && text[at] !== ']'; at = skipSpace(text, at)) {
    const end = skipValue(text, at)
    items.push(text.slice(at, end))
    at = skipSpace(text, end)
    if (text[at] === ',') at++
  }
  return items
}

function skipSpace(text: string, at: number): number {
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++
  return at
}

/** Behind the string that starts at `start`. */
export function skipString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

const SCALAR = /[^,\]}\s]*/y

function skipValue(text: string, start: number): number {
  const code = text.charCodeAt(start)
  if (code === QUOTE) return skipString(text, start)
  if (!isOpening(code)) {
    SCALAR.lastIndex = start
    return start + (SCALAR.exec(text)?.[0].length ?? 0)
  }
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const next = text.charCodeAt(at)
    if (next === QUOTE) at = skipString(text, at) - 1
    else if (isOpening(next)) depth++
    else if (isClosing(next) && --depth === 0) return at + 1
  }
  return text.length
}

function isOpening(code: number): boolean {
  return code === 0x5b || code === 0x7b
}

function isClosing(code: number): boolean {
  return code === 0x5d || code === 0x7d
}

const ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u([dD][89a-fA-F][\da-fA-F]{2})|[^])/g

/** The JSON text with U+FFFD for each escaped surrogate without its other half, as Go decodes it. */
export function replaceLoneEscapes(text: string): string {
  if (!/\\u[dD]/.test(text)) return text
  return text.replace(ESCAPE, (escape, lone: string | undefined) => (lone === undefined ? escape : '\\ufffd'))
}

function readString(json: string): string {
  return String(JSON.parse(replaceLoneEscapes(json)))
}
