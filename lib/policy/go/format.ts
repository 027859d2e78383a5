import { sortGoStrings } from '../go-bytes'
import type { GoValue } from '../policy'
import { formatFloat } from './format-number'
import { scalarText } from './format-scalar'
import { sortEntries } from './map-order'

/**
 * Go's `%v` of a decoded value: the text that eq and neq compare. Bytes that are no UTF-8 stay lone surrogates (see go-bytes.ts), so that
 * different Go strings stay different.
 */
export function formatValue(value: GoValue): string {
  return value.kind === 'list' || value.kind === 'map' ? writeAll(value, expandGo) : scalarText(value)
}

/** Go's `%v` of a JSON value, decoded as `JSON.parse` does, its strings well-formed. */
export function formatJson(value: unknown): string {
  return typeof value === 'object' && value !== null ? writeAll(value, expandJson) : jsonScalarText(value)
}

/** A piece of text, or a value that is still to be written. */
type Part<T> = string | { readonly value: T }

/** Writes a value whose parts can nest deeper than the engine's stack: they wait on an explicit one. */
function writeAll<T>(value: T, expand: (value: T) => string | Part<T>[]): string {
  const pending: Part<T>[] = [{ value }]
  let text = ''
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const expanded = typeof part === 'string' ? part : expand(part.value)
    if (typeof expanded === 'string') text += expanded
    else for (let i = expanded.length - 1; i >= 0; i--) pending.push(expanded[i] ?? '')
  }
  return text
}

function expandGo(value: GoValue): string | Part<GoValue>[] {
  if (value.kind === 'list') return listParts(value.items)
  if (value.kind !== 'map') return scalarText(value)
  return mapParts(sortEntries(value.entries).map(([key, item]) => [scalarText(key), item]))
}

function expandJson(value: unknown): string | Part<unknown>[] {
  if (typeof value !== 'object' || value === null) return jsonScalarText(value)
  if (Array.isArray(value)) return listParts<unknown>(value)
  const fields = new Map<string, unknown>(Object.entries(value))
  return mapParts(sortGoStrings(fields.keys()).map((key) => [key, fields.get(key)]))
}

function listParts<T>(items: readonly T[]): Part<T>[] {
  const parts: Part<T>[] = ['[']
  items.forEach((value, i) => {
    if (i > 0) parts.push(' ')
    parts.push({ value })
  })
  parts.push(']')
  return parts
}

function mapParts<T>(entries: readonly (readonly [string, T])[]): Part<T>[] {
  const parts: Part<T>[] = ['map[']
  entries.forEach(([key, value], i) => parts.push(`${i > 0 ? ' ' : ''}${key}:`, { value }))
  parts.push(']')
  return parts
}

function jsonScalarText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return formatFloat(value)
  return typeof value === 'boolean' ? String(value) : '<nil>'
}
