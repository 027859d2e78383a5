import { resolveTag } from '../yaml/resolve-scalar'
import { STR_TAG } from '../yaml/tags'
import type { EditValue } from './edits'

export type Quotes = 'plain' | 'single' | 'double'

/**
 * Texts that every YAML reader takes for the same string without quotes, in block and in flow: words of letters, digits and a few
 * signs. Go reads `yes` and `on` as strings, others do not, so those are quoted as well.
 */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*$/
const WORDS = /^(?:y|yes|n|no|true|false|on|off|null|nan|inf)$/i
const NUMBER_LIKE = /^[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?$|^0[box][0-9a-f_]*$/i

export function isPlainSafe(text: string): boolean {
  return PLAIN.test(text) && !WORDS.test(text) && !NUMBER_LIKE.test(text) && resolveTag(text) === STR_TAG
}

/** A string in the wanted quotes where they can hold it, else in double quotes. */
export function writeString(text: string, quotes: Quotes, fallback: Quotes): string {
  const wanted = quotes === 'plain' && !isPlainSafe(text) ? fallback : quotes
  if (wanted === 'plain' && isPlainSafe(text)) return text
  if (wanted === 'single' && !NEEDS_ESCAPE.test(text)) return `'${text.replaceAll("'", "''")}'`
  return writeDoubleQuoted(text)
}

/** Control, format, separator, unassigned characters and the byte order mark, in the BMP: what a reader would not see. */
const NEEDS_ESCAPE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\ufeff]/u
const ESCAPED = new RegExp(`["\\\\]|${NEEDS_ESCAPE.source}`, 'gu')

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
])

/** Only escapes that JSON has too, so that a JSON file stays one; characters beyond the BMP have none and stay as they are. */
function writeDoubleQuoted(text: string): string {
  const content = text.replace(ESCAPED, (character) => {
    if (character.length > 1) return character
    return SHORT.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${content}"`
}

/** A scalar that is no string, as plain decimals or a word that every reader knows. */
export function writePlainScalar(
  value: Extract<EditValue, { kind: 'null' | 'bool' | 'int' | 'float' }>,
): string {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'float':
      return decimal(value.value)
    default:
      return String(value.value)
  }
}

/** A finite number without an exponent and with a point: `5.0`, `0.0000001`. */
function decimal(value: number): string {
  if (value < 0 || Object.is(value, -0)) return `-${decimal(-value)}`
  const [digits = '', exponent] = String(value).split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  const all = whole + fraction
  const point = whole.length + Number(exponent ?? 0)
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`
  const padded = all.padEnd(point, '0')
  return `${padded.slice(0, point)}.${padded.slice(point) || '0'}`
}
