import { decodeScalarCase, type ScalarCaseOutcome } from '../decode-scalar-case'
import type { JsonObject } from '../decode-args'
import { formatValue } from '../go/format'
import { formatRfc3339 } from '../go/format-time'
import type { GoValue } from '../policy'
import { wellFormed } from '../well-formed'
import { compareRefusal } from './check-validate'
import { compare, textOf, type Difference, type Vector } from './vector'

const FIELDS = ['kind', 'value', 'text', 'numeric', 'asString', 'asListItem', 'listItems', 'asInt']
const ERRORS = ['error', 'asStringError', 'asListItemError', 'asIntError']

/** Kind `scalars`: one scalar decoded into each Go type that a policy has. */
export function checkScalars({ fields }: Vector): Difference[] {
  const answer = answerScalar(textOf(fields, 'scalar'))
  return [
    ...FIELDS.flatMap((name) => compare(name, fields[name], answer[name])),
    ...ERRORS.flatMap((name) => compareRefusal(name, fields[name], answer[name])),
  ]
}

function answerScalar(scalar: string): JsonObject {
  const decoded = decodeScalarCase(scalar)
  return {
    ...answerAny(decoded.any),
    ...answerTyped('asString', decoded.string, ''),
    ...answerListItem(decoded.listItem),
    ...answerTyped('asInt', decoded.int, '0'),
  }
}

function answerAny(outcome: ScalarCaseOutcome): JsonObject {
  if (!outcome.ok) return { kind: 'error', numeric: false, error: wellFormed(outcome.error) }
  const value: GoValue = outcome.value?.kind === 'any' ? outcome.value.value : { kind: 'null' }
  const text = wellFormed(formatValue(value))
  const numeric = value.kind === 'int' || value.kind === 'float'
  if (value.kind === 'null') return { kind: 'null', text, numeric }
  return {
    kind: kindOf(value),
    value: value.kind === 'time' ? formatRfc3339(value.value) : text,
    text,
    numeric,
  }
}

function kindOf(value: GoValue): string {
  if (value.kind === 'map') return value.anyKeys ? 'mapany' : 'map'
  if (value.kind !== 'string' || value.bytes === undefined) return value.kind
  return `bytes:${Array.from(value.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function answerTyped(name: string, outcome: ScalarCaseOutcome, zero: string): JsonObject {
  if (!outcome.ok) return { [`${name}Error`]: wellFormed(outcome.error) }
  const { value } = outcome
  if (value?.kind === 'string') return { [name]: wellFormed(value.value) }
  return { [name]: value?.kind === 'int' ? String(value.value) : zero }
}

function answerListItem(outcome: ScalarCaseOutcome): JsonObject {
  if (!outcome.ok) return { listItems: 0, asListItemError: wellFormed(outcome.error) }
  const items = outcome.value?.kind === 'list' ? outcome.value.items : []
  const first = items[0]?.value
  return {
    listItems: items.length,
    asListItem: first?.kind === 'string' ? wellFormed(first.value) : undefined,
  }
}
