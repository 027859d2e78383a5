/** A character or byte sequence that go-yaml's reader refuses. */
export interface ReaderFault {
  /** go-yaml's words, e.g. `control characters are not allowed`. */
  readonly message: string
  /** UTF-16 offset of the bad character. */
  readonly offset: number
  /**
   * UTF-16 offset of the last point the scanner can reach: go-yaml decodes 512 bytes at a time, so a fault surfaces when the
   * scanner needs the first character of the block that holds it, and an earlier syntax error hides it.
   */
  readonly limit: number
}

type Problem = string | null

interface Character {
  readonly width: number
  readonly units: number
  readonly problem: Problem
}

type ReadCharacter = (bytes: Uint8Array, at: number) => Character

const BLOCK = 512

/** The first fault in a file, or `null`. `bytes` is UTF-8, or UTF-16 with a byte order mark. */
export function findReaderFault(bytes: Uint8Array): ReaderFault | null {
  const { read, bom } = detectEncoding(bytes)
  let at = bom
  let units = bom === 0 ? 0 : 1
  let block = 0
  let limit = units
  while (at < bytes.length) {
    const character = read(bytes, at)
    if (at + character.width > block + BLOCK || at + character.width > bytes.length) {
      block = at
      limit = units
    }
    if (character.problem !== null) return { message: character.problem, offset: units, limit }
    at += character.width
    units += character.units
  }
  return null
}

function detectEncoding(bytes: Uint8Array): { read: ReadCharacter; bom: number } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { read: readUtf16(0, 1), bom: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { read: readUtf16(1, 0), bom: 2 }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return { read: readUtf8, bom: marked ? 3 : 0 }
}

/** RFC 3629 with libyaml's words. */
function readUtf8(bytes: Uint8Array, at: number): Character {
  const lead = bytes[at] ?? 0
  const width = utf8Width(lead)
  if (width === 0) return { width: 1, units: 1, problem: 'invalid leading UTF-8 octet' }
  if (at + width > bytes.length) return { width, units: 1, problem: 'incomplete UTF-8 octet sequence' }
  let value = width === 1 ? lead : lead & (0xff >> (width + 1))
  for (let k = 1; k < width; k++) {
    const octet = bytes[at + k] ?? 0
    if ((octet & 0xc0) !== 0x80) return { width, units: 1, problem: 'invalid trailing UTF-8 octet' }
    value = (value << 6) | (octet & 0x3f)
  }
  return { width, units: value > 0xffff ? 2 : 1, problem: utf8Problem(value, width) }
}

/** The number of bytes of the UTF-8 sequence that starts with this byte; 0 when none does. */
export function utf8Width(lead: number): number {
  if (lead < 0x80) return 1
  if ((lead & 0xe0) === 0xc0) return 2
  if ((lead & 0xf0) === 0xe0) return 3
  return (lead & 0xf8) === 0xf0 ? 4 : 0
}

function utf8Problem(value: number, width: number): Problem {
  const shortest = [0, 0, 0x80, 0x800, 0x10000][width] ?? 0
  if (value < shortest) return 'invalid length of a UTF-8 sequence'
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return 'invalid Unicode character'
  return rangeProblem(value)
}

/** RFC 2781 with libyaml's words. `low` and `high` are the positions of the two bytes of a unit. */
function readUtf16(low: 0 | 1, high: 0 | 1): ReadCharacter {
  const unit = (bytes: Uint8Array, at: number): number =>
    (bytes[at + low] ?? 0) | ((bytes[at + high] ?? 0) << 8)
  return (bytes, at) => {
    if (at + 2 > bytes.length) return { width: 2, units: 1, problem: 'incomplete UTF-16 character' }
    const first = unit(bytes, at)
    if ((first & 0xfc00) === 0xdc00) return { width: 2, units: 1, problem: 'unexpected low surrogate area' }
    if ((first & 0xfc00) !== 0xd800) return { width: 2, units: 1, problem: rangeProblem(first) }
    if (at + 4 > bytes.length) return { width: 4, units: 1, problem: 'incomplete UTF-16 surrogate pair' }
    const second = unit(bytes, at + 2)
    return {
      width: 4,
      units: 2,
      problem: (second & 0xfc00) === 0xdc00 ? null : 'expected low surrogate area',
    }
  }
}

function rangeProblem(value: number): Problem {
  const allowed =
    value === 0x09 ||
    value === 0x0a ||
    value === 0x0d ||
    (value >= 0x20 && value <= 0x7e) ||
    value === 0x85 ||
    (value >= 0xa0 && value <= 0xfffd) ||
    value >= 0x10000
  return allowed ? null : 'control characters are not allowed'
}
