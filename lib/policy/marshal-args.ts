import { sortGoStrings } from './go-bytes'
import { wellFormed } from './well-formed'

type Part = string | { readonly value: unknown }

/**
 * The text whose SHA-256 is the `args_hash` of an event: Go's `json.Marshal` of the decoded arguments. Keys are sorted by their bytes, and
 * `<`, `>`, `&`, U+2028 and U+2029 are escaped. Intercept leaves the hash out when there are no arguments.
 */
export function marshalArgs(args: Readonly<Record<string, unknown>>): string {
  const pending: Part[] = [{ value: args }]
  let text = ''
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const parts = typeof part === 'string' ? part : expand(part.value)
    if (typeof parts === 'string') text += parts
    else for (let i = parts.length - 1; i >= 0; i--) pending.push(parts[i] ?? '')
  }
  return text
}

function expand(value: unknown): string | Part[] {
  if (typeof value === 'string') return marshalString(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'object' || value === null) return 'null'
  if (Array.isArray(value)) return expandList(value)
  return expandMap(value)
}

function expandList(items: readonly unknown[]): Part[] {
  const parts: Part[] = ['[']
  items.forEach((value, i) => {
    if (i > 0) parts.push(',')
    parts.push({ value })
  })
  parts.push(']')
  return parts
}

function expandMap(map: object): Part[] {
  const entries = new Map<string, unknown>(Object.entries(map))
  const parts: Part[] = ['{']
  sortGoStrings(entries.keys()).forEach((key, i) => {
    parts.push(`${i > 0 ? ',' : ''}${marshalString(key)}:`, { value: entries.get(key) })
  })
  parts.push('}')
  return parts
}

const ESCAPED = /[<>&\u2028\u2029]/g

function marshalString(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(ESCAPED, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
