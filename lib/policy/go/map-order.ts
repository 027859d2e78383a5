import { compareGoStrings } from '../go-bytes'
import type { GoTime, GoValue } from '../policy'
import { scalarText } from './format-scalar'

type Entry = readonly [GoValue, GoValue]

/**
 * Between types Go's order of map keys is that of the type descriptors in the program's memory, nil first; this is the one that the
 * Go 1.26 linker gives the types that go-yaml produces.
 */
const KIND_ORDER: Readonly<Record<GoValue['kind'], number>> = {
  null: 0,
  string: 1,
  uint64: 2,
  int: 3,
  float: 4,
  bool: 5,
  time: 6,
  list: 7,
  map: 8,
}

/** The entries of a map in the order in which Go's `fmt` prints them. */
export function sortEntries(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(([a], [b]) => compareKeys(a, b))
}

function compareKeys(a: GoValue, b: GoValue): number {
  if (a.kind === 'string' && b.kind === 'string') return compareGoStrings(scalarText(a), scalarText(b))
  if (a.kind === 'float' && b.kind === 'float') return compareFloats(a.value, b.value)
  if (a.kind === 'time' && b.kind === 'time') return compareTimes(a.value, b.value)
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value)
  if (isInteger(a) && isInteger(b) && a.kind === b.kind) return order(a.value, b.value)
  return KIND_ORDER[a.kind] - KIND_ORDER[b.kind]
}

function isInteger(value: GoValue): value is Extract<GoValue, { value: bigint }> {
  return value.kind === 'int' || value.kind === 'uint64'
}

/** NaN comes before every other number. */
function compareFloats(a: number, b: number): number {
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a)) || order(a, b)
}

function order<T extends bigint | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Go compares the fields of the struct: its first word holds the nanoseconds, its second the seconds. */
function compareTimes(a: GoTime, b: GoTime): number {
  return order(a.nanoseconds, b.nanoseconds) || order(a.seconds, b.seconds)
}
