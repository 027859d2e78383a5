import { isGoJson, replaceLoneEscapes, skipString } from './json-text'
import { wellFormed } from './well-formed'

export type JsonObject = Record<string, unknown>

/** A value as Go decodes JSON into `any`; `ok` is false for a number that float64 cannot hold. The text has to be valid. */
export function decodeJsonValue(text: string): { readonly ok: boolean; readonly value: unknown } {
  const value: unknown = JSON.parse(replaceLoneEscapes(text))
  return { ok: !LARGE_NUMBER.test(text) || allFinite(text), value }
}

/** Only an exponent of three digits, or as many digits, can leave the range of float64. */
const LARGE_NUMBER = /[eE]\+?0*\d{3}|(?<!\d)\d{300}/

/** Looks at the text: a number out of range is an error even where a later twin replaces it. */
function allFinite(text: string): boolean {
  const tokens = /"|[-\d.eE+]*\d/g
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found
    // Strings are skipped, and not by the pattern: a long one is more than its stack holds.
    if (token === '"') tokens.lastIndex = skipString(text, found.index)
    else if (!Number.isFinite(Number(token))) return false
  }
  return true
}

/**
 * The arguments in a JSON text as Go decodes them: lone surrogates become U+FFFD, the last of equal keys wins. `null` when the text is no
 * JSON object that Go can decode.
 */
export function decodeArgs(json: string): JsonObject | null {
  const text = wellFormed(json)
  if (!isGoJson(text)) return null
  const { ok, value } = decodeJsonValue(text)
  return ok && isJsonObject(value) ? value : null
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
