import { isWellFormed } from '@/lib/policy/well-formed'

/** Longest name of a tool or rule that is kept whole; PostgreSQL's index entries end at 2,704 bytes. */
const MAX_NAME = 500
const MAX_TEXT = 64 * 1024
const MAX_DEPTH = 64
/** Of one member where all together are too long. */
const MAX_MEMBER = 8 * 1024

const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * Text that PostgreSQL can keep: U+0000 and lone surrogates become what JSON would write for them (`\u0000`), so that they stay
 * visible, and a text beyond `max` UTF-16 units is cut with its full length said.
 */
export function storableText(text: string, max = MAX_TEXT): string {
  const escaped = text.includes('\0') || !isWellFormed(text) ? escapeUnstorable(text) : text
  if (escaped.length <= max) return escaped
  return `${escaped.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')}… (${text.length} characters)`
}

export function storableName(name: string): string {
  return storableText(name, MAX_NAME)
}

/**
 * JSON text for a jsonb column, or null for nothing. Of what is too deep or too long, the members that make it so are left out and said so: an
 * agent that makes its arguments long must not hide who it is.
 */
export function storableJson(value: Readonly<Record<string, unknown>> | null): string | null {
  if (value === null) return null
  const text = stringify(value)
  if (reasonAgainst(text, MAX_TEXT) === null) return escapeJson(text ?? '')
  const rest = stringify(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, lessOf(one)])))
  const reason = reasonAgainst(rest, MAX_TEXT)
  return reason === null ? escapeJson(rest ?? '') : JSON.stringify({ 'left out': reason })
}

function lessOf(member: unknown): unknown {
  const reason = reasonAgainst(stringify(member), MAX_MEMBER, MAX_DEPTH - 1)
  return reason === null ? member : { 'left out': reason }
}

/** Why a JSON text is not stored; null when it is. */
function reasonAgainst(text: string | null, most: number, deepest = MAX_DEPTH): string | null {
  if (text === null || depthOf(text) > deepest) return 'nested too deeply'
  return text.length > most ? `${text.length} characters` : null
}

/** Two steps at a time through escapes, so that the second half of an escaped backslash is never taken for a start. */
function escapeJson(text: string): string {
  return text.replaceAll(/\\(u0000|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/g, (escape, what: string) =>
    what.length > 1 ? `\\${escape}` : escape,
  )
}

/** JSON.stringify goes as deep as the stack and throws there. */
function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function depthOf(json: string): number {
  let [depth, deepest] = [0, 0]
  for (const token of json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/[[\]{}]/g) ?? []) {
    depth += token === '[' || token === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function escapeUnstorable(text: string): string {
  return text
    .replaceAll('\0', String.raw`\u0000`)
    .replaceAll(LONE_SURROGATE, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16))
}
