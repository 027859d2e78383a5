import { formatValue } from '../go/format'
import type { Condition, GoValue } from '../policy'

/** The condition in one line, for messages. */
export function key({ path, op, value }: Condition): string {
  return `${path} ${op} ${formatValue(value).slice(0, 40)}`
}

/** True only when every call that meets `a` surely meets `b`. */
export function follows(a: Condition, b: Condition): boolean {
  if (a.path !== b.path || !a.path.startsWith('args.')) return false
  if (a.op === b.op && sameValue(a.value, b.value)) return true
  const [x, y] = [numberOf(a.value), numberOf(b.value)]
  if (x === null || y === null || !isComparison(a.op)) return false
  if (a.op.startsWith('lt'))
    return (b.op === 'lte' && x <= y) || (b.op === 'lt' && (x < y || (x === y && a.op === 'lt')))
  return (b.op === 'gte' && x >= y) || (b.op === 'gt' && (x > y || (x === y && a.op === 'gt')))
}

/** True only when no call can meet both. */
export function contradicts(a: Condition, b: Condition): boolean {
  if (a.path !== b.path || !a.path.startsWith('args.')) return false
  if (a === b) return isImpossible(a)
  return clash(a, b) || clash(b, a)
}

/** A list operator without an item, or a comparison with what is no number. */
function isImpossible({ op, value }: Condition): boolean {
  if (op === 'in') return value.kind === 'list' && value.items.length === 0
  return isComparison(op) && value.kind === 'float' && Number.isNaN(value.value)
}

function clash(a: Condition, b: Condition): boolean {
  if (a.op === 'exists' && a.value.kind === 'bool') {
    if (b.op === 'exists') return b.value.kind === 'bool' && a.value.value !== b.value.value
    return !a.value.value && (isComparison(b.op) || b.op === 'regex')
  }
  if (a.op === 'eq' && b.op === 'neq') return sameValue(a.value, b.value)
  const [x, y] = [numberOf(a.value), numberOf(b.value)]
  if (x === null || y === null) return false
  if (a.op === 'lt') return (b.op === 'gt' || b.op === 'gte') && y >= x
  return a.op === 'lte' && ((b.op === 'gt' && y >= x) || (b.op === 'gte' && y > x))
}

function isComparison(op: string): boolean {
  return op === 'lt' || op === 'lte' || op === 'gt' || op === 'gte'
}

function numberOf(value: GoValue): number | null {
  return value.kind === 'int' || value.kind === 'float' ? Number(value.value) : null
}

function sameValue(a: GoValue, b: GoValue): boolean {
  if (a.kind !== b.kind || (a.kind === 'string' && a.bytes !== undefined)) return false
  return formatValue(a) === formatValue(b) && a.kind !== 'list' && a.kind !== 'map' && !isNaN(a)
}

function isNaN(value: GoValue): boolean {
  return value.kind === 'float' && Number.isNaN(value.value)
}
