import { decodeJsonValue, isJsonObject, type JsonObject } from '../decode-args'
import { readMembers } from '../json-text'

/** The kinds of vectors: a question to the Go program, with its answer. One JSON object a line. */
export const VECTOR_KINDS = ['validate', 'evaluate', 'scalars', 'regex', 'quote', 'format', 'params'] as const

export type VectorKind = (typeof VECTOR_KINDS)[number]

/** Something that our answer has and the Go program's has not, or the other way round. */
export interface Difference {
  /** What differs, e.g. `errors[2]` or `call 3, message`. */
  readonly what: string
  readonly expected: string
  readonly actual: string
  /** Whether both sides refuse the YAML syntax and only say it in other words. */
  readonly wordingOnly: boolean
}

/** One line of a file of vectors. */
export interface Vector {
  readonly id: string
  /** As Go decodes them; `raw` has the texts where spelling matters. */
  readonly fields: JsonObject
  /** The JSON text of a field, or `null`. */
  raw(name: string): string | null
}

/** Reads a line; throws when it is no JSON object. */
export function readVector(line: string): Vector {
  const { value } = decodeJsonValue(line)
  const members = readMembers(line)
  if (!isJsonObject(value) || members === null) throw new Error('the line is no JSON object')
  return {
    id: textOf(value, 'id'),
    fields: value,
    raw(name) {
      const member = members.find(({ key }) => key === name)
      return member === undefined ? null : line.slice(member.start, member.end)
    },
  }
}

/** A text field, `''` when absent. */
export function textOf(fields: JsonObject, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** A list field, empty when absent. */
export function listOf(fields: JsonObject, name: string): unknown[] {
  const value = fields[name]
  return Array.isArray(value) ? value : []
}

/** Compares two values by their JSON text; `undefined` is "absent". */
export function compare(what: string, expected: unknown, actual: unknown, wordingOnly = false): Difference[] {
  const [wanted, given] = [show(expected), show(actual)]
  return wanted === given ? [] : [{ what, expected: wanted, actual: given, wordingOnly }]
}

function show(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value)
}
