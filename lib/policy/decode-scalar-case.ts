import { decodeNode } from './decode-node'
import { ANY, INT, STRING, listOf, structOf, type Decoded, type GoType } from './decode-type'
import { parseDocument } from './yaml/parse-document'

/** A decoded value or go-yaml's error, `yaml: …`. `value` is `null` for Go's zero value. */
export type ScalarCaseOutcome =
  | { readonly ok: true; readonly value: Decoded | null }
  | { readonly ok: false; readonly error: string }

/** How one scalar decodes into each of the four Go types that a policy has. */
export interface ScalarCase {
  readonly any: ScalarCaseOutcome
  readonly string: ScalarCaseOutcome
  readonly int: ScalarCaseOutcome
  /** From a document that holds the scalar as the only item of a list. */
  readonly listItem: ScalarCaseOutcome
}

/** Decodes `value: ‹scalar›`, and `value:\n  - ‹scalar›` into `[]string`: the cases of the conformance vectors of kind `scalars`. */
export function decodeScalarCase(scalar: string): ScalarCase {
  const document = `value: ${scalar}\n`
  return {
    any: decodeValue(document, ANY),
    string: decodeValue(document, STRING),
    int: decodeValue(document, INT),
    listItem: decodeValue(`value:\n  - ${scalar}\n`, listOf(STRING)),
  }
}

/** Decodes the field `value` of a document into a Go type. */
export function decodeValue(source: string, type: GoType): ScalarCaseOutcome {
  const parsed = parseDocument(source)
  if (!parsed.ok) return { ok: false, error: `yaml: ${parsed.error.message}` }
  const decoded = decodeNode(parsed.document.root, structOf('struct', { value: type }))
  if (!decoded.ok) return { ok: false, error: `yaml: ${decoded.message}` }
  const value = decoded.value?.kind === 'record' ? decoded.value.entries.get('value') : undefined
  return { ok: true, value: value?.value ?? null }
}
