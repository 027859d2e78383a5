import type { GoValue } from '../policy'
import { isWellFormed } from '../well-formed'
import type { EditValue } from './edits'

const INTEGER = /^-?(?:0|[1-9][0-9]{0,19})$/
const MIN_INT = -(2n ** 63n)
const MAX_INT = 2n ** 63n - 1n
const MAX_UINT = 2n ** 64n - 1n

/** Reads plain decimals of a Go `int`; `null` when the text is none. */
export function parseInteger(text: string): bigint | null {
  const value = parseDigits(text)
  return value !== null && value <= MAX_INT ? value : null
}

function parseDigits(text: string): bigint | null {
  if (!INTEGER.test(text) || text === '-0') return null
  const value = BigInt(text)
  return value >= MIN_INT && value <= MAX_UINT ? value : null
}

/** Deeper values are refused: nobody writes them in a form, and these functions recurse. */
const DEEPEST = 64

/**
 * The value that Intercept will hold; `null` when it cannot be written: numbers out of range, lone surrogates, a key twice,
 * lists in lists without end.
 */
export function goValueOf(value: EditValue, depth = 0): GoValue | null {
  if (depth > DEEPEST) return null
  switch (value.kind) {
    case 'int': {
      const integer = parseDigits(value.value)
      return integer === null ? null : { kind: integer > MAX_INT ? 'uint64' : 'int', value: integer }
    }
    case 'float':
      return Number.isFinite(value.value) ? value : null
    case 'string':
      return isWellFormed(value.value) ? value : null
    case 'list': {
      const items = value.items.map((item) => goValueOf(item, depth + 1))
      return items.includes(null) ? null : { kind: 'list', items: items.filter((item) => item !== null) }
    }
    case 'map':
      return goMap(value.entries, depth + 1)
    default:
      return value
  }
}

function goMap(entries: readonly (readonly [string, EditValue])[], depth: number): GoValue | null {
  const result: (readonly [GoValue, GoValue])[] = []
  for (const [key, item] of entries) {
    const value = goValueOf(item, depth)
    if (value === null || !isWellFormed(key)) return null
    result.push([{ kind: 'string', value: key }, value])
  }
  const twins = new Set(entries.map(([key]) => key)).size < entries.length
  return twins ? null : { kind: 'map', entries: result, anyKeys: false }
}

/** The way back; `null` for what edits cannot write: dates, infinities, NaN, keys that are no text, bytes. */
export function editValueOf(value: GoValue): EditValue | null {
  switch (value.kind) {
    case 'int':
    case 'uint64':
      return { kind: 'int', value: String(value.value) }
    case 'float':
      return Number.isFinite(value.value) ? value : null
    case 'string':
      return value.bytes === undefined ? { kind: 'string', value: value.value } : null
    case 'time':
      return null
    case 'list': {
      const items = value.items.map(editValueOf)
      return items.includes(null) ? null : { kind: 'list', items: items.filter((item) => item !== null) }
    }
    case 'map': {
      const entries: [string, EditValue][] = []
      for (const [key, item] of value.entries) {
        const content = editValueOf(item)
        if (content === null || key.kind !== 'string' || key.bytes !== undefined) return null
        entries.push([key.value, content])
      }
      return { kind: 'map', entries }
    }
    default:
      return value
  }
}
