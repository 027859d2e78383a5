/**
 * Go strings are bytes. Ours are UTF-16, so a byte that is not part of valid UTF-8 (only `!!binary` can bring one) is held as the lone
 * surrogate U+DC00 + byte in typed string fields. That keeps different Go strings different, and no name from JSON equals one.
 */

/** Decodes UTF-8; each byte that Go would count as invalid goes through `invalid`. */
function decodeBytes(bytes: Uint8Array, invalid: (byte: number) => string): string {
  let text = ''
  let from = 0
  let at = 0
  while (at < bytes.length) {
    const width = validWidth(bytes, at)
    if (width === 0) {
      text += DECODER.decode(bytes.subarray(from, at)) + invalid(bytes[at] ?? 0)
      from = at + 1
    }
    at += Math.max(width, 1)
  }
  return text + DECODER.decode(bytes.subarray(from))
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The length of the valid character at `at`, or 0: no overlong form, no surrogate, nothing above U+10FFFF. */
function validWidth(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  const second = bytes[at + 1] ?? 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  for (let k = 2; k < width; k++) if (((bytes[at + k] ?? 0) & 0xc0) !== 0x80) return 0
  return width
}

/** Bytes as a typed Go string: bad bytes become lone surrogates, see above. */
export function goStringFromBytes(bytes: Uint8Array): string {
  const valid = decodeValid(bytes)
  if (valid !== null) return valid
  return decodeBytes(bytes, (byte) => String.fromCharCode(0xdc00 + byte))
}

/** Bytes as a person sees them: one U+FFFD for each bad byte, as in Go's JSON. */
export function lossyText(bytes: Uint8Array): string {
  return decodeBytes(bytes, () => '\ufffd')
}

/** Whether the bytes are valid UTF-8. */
export function isValidUtf8(bytes: Uint8Array): boolean {
  return decodeValid(bytes) !== null
}

function decodeValid(bytes: Uint8Array): string | null {
  try {
    return DECODER.decode(bytes)
  } catch {
    return null
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** Go's `base64.StdEncoding`: padding is required, line breaks are skipped, spare bits are not checked. `null` when invalid. */
export function decodeBase64(text: string): Uint8Array | null {
  const compact = text.replace(/[\r\n]/g, '')
  if (compact.length % 4 !== 0 || !BASE64.test(compact)) return null
  return Uint8Array.from(atob(compact), (character) => character.charCodeAt(0))
}

/** Up to U+D7FF the order of UTF-16 units, by which JavaScript sorts, is that of UTF-8. */
const BEYOND_PLAIN = /[\ud800-\uffff]/

/** The bytes of a typed Go string: the inverse of `goStringFromBytes`. */
export function goStringBytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...ENCODER.encode(character))
  }
  return Uint8Array.from(bytes)
}

const ENCODER = new TextEncoder()

/** The strings in the order of Go's `sort.Strings`: by their bytes. */
export function sortGoStrings(strings: Iterable<string>): string[] {
  const list = [...strings]
  if (!list.some((text) => BEYOND_PLAIN.test(text))) return list.sort()
  const keyed = list.map((text) => ({ text, bytes: goStringBytes(text) }))
  return keyed.sort((a, b) => compareBytes(a.bytes, b.bytes)).map(({ text }) => text)
}

/** The order of two typed Go strings: that of their bytes. */
export function compareGoStrings(a: string, b: string): number {
  if (BEYOND_PLAIN.test(a) || BEYOND_PLAIN.test(b)) return compareBytes(goStringBytes(a), goStringBytes(b))
  return a < b ? -1 : a > b ? 1 : 0
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
