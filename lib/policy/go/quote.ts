import { isPrintable } from './printable'

const PLAIN = /^[ !#-[\]-~]*$/

const SHORT: ReadonlyMap<number, string> = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
])

/** Go's `%q` of a string. A lone surrogate U+DC80 … U+DCFF stands for a byte that is no UTF-8 (see go-bytes.ts). */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  let quoted = ''
  for (const character of text) quoted += escape(character)
  return `"${quoted}"`
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const short = SHORT.get(code)
  if (short !== undefined) return short
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
  if (isPrintable(code)) return character
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
