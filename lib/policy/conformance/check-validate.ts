import { decodeBase64 } from '../go-bytes'
import { parsePolicy } from '../parse-policy'
import { validatePolicy } from '../validate-policy'
import { wellFormed } from '../well-formed'
import { compare, listOf, textOf, type Difference, type Vector } from './vector'

/** Kind `validate`: a policy file with its load error, or all errors in order. */
export function checkValidate({ fields }: Vector): Difference[] {
  const parsed = parsePolicy(sourceOf(fields))
  if (!parsed.ok) return compareRefusal('loadError', fields.loadError, wellFormed(parsed.loadError))
  if (fields.loadError !== undefined) return compare('loadError', fields.loadError, undefined)
  const errors = validatePolicy(parsed).map(({ message }) => wellFormed(message))
  const wanted = listOf(fields, 'errors')
  const length = Math.max(errors.length, wanted.length)
  return Array.from({ length }, (_, i) => compare(`errors[${i}]`, wanted[i], errors[i])).flat()
}

function sourceOf(fields: Vector['fields']): string | Uint8Array {
  if (fields.yamlBase64 === undefined) return textOf(fields, 'yaml')
  const bytes = decodeBase64(textOf(fields, 'yamlBase64'))
  if (bytes === null) throw new Error('yamlBase64 is no base64')
  return bytes
}

/** Compares two errors of loading; between two syntax errors the words may differ. */
export function compareRefusal(what: string, expected: unknown, actual: unknown): Difference[] {
  const wordingOnly = isSyntaxError(expected) && isSyntaxError(actual)
  return compare(what, expected, actual, wordingOnly)
}

/** Errors about values are in the list that this heading begins; all others are about the text. */
function isSyntaxError(error: unknown): boolean {
  return typeof error === 'string' && error.includes('yaml: ') && !error.includes('yaml: unmarshal errors:')
}
