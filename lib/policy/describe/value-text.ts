import type { GoTime, GoValue } from '../policy'
import { printable, type SentencePart } from './sentence'

const BARE = /^[\p{L}_][\p{L}\p{N}_.:/@+-]*(?: [\p{L}\p{N}_.:/@+-]+)*$/u
const READS_AS_ANOTHER_TYPE = /^(?:true|false|null|nil|nan|inf)$/i

/** A value of a condition as a part of a sentence. */
export function value(content: GoValue): SentencePart {
  return { mark: 'value', text: valueText(content) }
}

/** A value as a person reads it: words bare, other texts in quotes, so that the text `"5"` and the number `5` differ. */
export function valueText(content: GoValue): string {
  switch (content.kind) {
    case 'null':
      return 'null'
    case 'bool':
    case 'int':
    case 'uint64':
      return String(content.value)
    case 'float':
      return numberText(content.value)
    case 'string':
      return stringText(content.value)
    case 'time':
      return timeText(content.value)
    case 'list':
      return `[${content.items.map(valueText).join(', ')}]`
    default:
      return `{${content.entries.map(([key, item]) => `${valueText(key)}: ${valueText(item)}`).join(', ')}}`
  }
}

/** A float in the digits of the file; `.inf` and `.nan` as YAML writes them. */
export function numberText(content: number): string {
  if (Number.isNaN(content)) return '.nan'
  if (Number.isFinite(content)) return Object.is(content, -0) ? '-0' : String(content)
  return content > 0 ? '.inf' : '-.inf'
}

function stringText(content: string): string {
  if (BARE.test(content) && !READS_AS_ANOTHER_TYPE.test(content)) return content
  return printable(JSON.stringify(content))
}

/** An unquoted date of the file, marked as one: it never equals the text that it looks like. */
function timeText(time: GoTime): string {
  const shifted = Number(time.seconds + BigInt(time.offsetSeconds ?? 0)) * 1000
  const date = new Date(shifted)
  return `date ${Number.isNaN(date.getTime()) ? String(time.seconds) : date.toISOString().slice(0, 19)}`
}
