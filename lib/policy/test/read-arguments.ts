import { decodeNode } from '../decode-node'
import { ANY } from '../decode-type'
import type { GoValue } from '../policy'
import type { YamlNode } from '../yaml/node'
import type { TestReader } from './test-reader'

/** As deep as any tool's arguments are, and far from the engine's stack. */
const MOST_DEPTH = 64
/** Values in the arguments of one call. */
const MOST_VALUES = 20_000

type Arguments = Readonly<Record<string, unknown>>

/**
 * The arguments of a call: YAML values become what `JSON.parse` would give of an agent's message, so every number is a float64. A value
 * that JSON does not have is refused, since no agent can send it.
 */
export function readArguments(node: YamlNode, reader: TestReader): Arguments | null {
  const decoded = decodeNode(node, ANY)
  if (!decoded.ok) {
    reader.report(
      { start: decoded.offset, end: decoded.offset },
      `args cannot be read: ${decoded.message.replace('unmarshal errors:\n  ', '')}.`,
    )
    return null
  }
  const value = decoded.value?.kind === 'any' ? decoded.value.value : { kind: 'null' as const }
  const refused = value.kind === 'map' ? null : 'args must be a mapping from names to values.'
  const budget = { values: MOST_VALUES }
  const converted = refused === null ? toJson(value, 0, budget) : { fault: refused }
  if ('fault' in converted) {
    reader.report(node, converted.fault)
    return null
  }
  return isRecord(converted.value) ? converted.value : null
}

type Converted = { readonly value: unknown } | { readonly fault: string }

function toJson(value: GoValue, depth: number, budget: { values: number }): Converted {
  if (depth > MOST_DEPTH) return { fault: `args nests deeper than ${MOST_DEPTH} levels.` }
  if (--budget.values < 0) return { fault: `args holds more than ${MOST_VALUES} values.` }
  switch (value.kind) {
    case 'null':
      return { value: null }
    case 'bool':
      return { value: value.value }
    case 'string':
      return { value: value.value }
    case 'int':
    case 'uint64':
    case 'float':
      return toNumber(Number(value.value))
    case 'time':
      return { fault: 'An agent sends no dates, only texts: write the date in quotes.' }
    case 'list':
      return toList(value.items, depth, budget)
    case 'map':
      return toObject(value.entries, depth, budget)
    default:
      return value satisfies never
  }
}

function toNumber(value: number): Converted {
  return Number.isFinite(value)
    ? { value }
    : { fault: 'An agent cannot send .inf or .nan; JSON has neither.' }
}

function toList(items: readonly GoValue[], depth: number, budget: { values: number }): Converted {
  const list: unknown[] = []
  for (const item of items) {
    const converted = toJson(item, depth + 1, budget)
    if ('fault' in converted) return converted
    list.push(converted.value)
  }
  return { value: list }
}

function toObject(
  entries: readonly (readonly [GoValue, GoValue])[],
  depth: number,
  budget: { values: number },
): Converted {
  const members: [string, unknown][] = []
  for (const [key, value] of entries) {
    if (key.kind !== 'string') return { fault: 'The name of an argument must be a text: write it in quotes.' }
    const converted = toJson(value, depth + 1, budget)
    if ('fault' in converted) return converted
    members.push([key.value, converted.value])
  }
  return { value: Object.fromEntries(members) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
