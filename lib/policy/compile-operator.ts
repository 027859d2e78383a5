import { goStringBytes } from './go-bytes'
import { formatJson, formatValue } from './go/format'
import { compileRegexp } from './go/regexp'
import type { GoValue } from './policy'
import { wellFormed } from './well-formed'

/**
 * Tests an argument as `JSON.parse` gives it (`null` included), or the bigint value of a counter. Never called without a value: a
 * missing argument fails every operator but `exists`.
 */
export type OperatorTest = (actual: unknown) => boolean

/** Compiles an operator with its value; a value that validation refuses makes a test that always fails, as in Intercept. */
export function compileOperator(op: string, expected: GoValue): OperatorTest {
  switch (op) {
    case 'eq':
      return compileEqual(expected)
    case 'neq':
      return negate(compileEqual(expected))
    case 'in':
      return compileIn(expected)
    case 'not_in':
      return negate(compileIn(expected))
    case 'regex':
      return compileMatch(expected)
    case 'contains':
      return compileContains(expected)
    default:
      return compileComparison(op, expected)
  }
}

function never(): boolean {
  return false
}

function negate(test: OperatorTest): OperatorTest {
  return (actual) => !test(actual)
}

/** The float64 that Intercept compares, or `null`: a uint64 is no number to it. */
function expectedNumber(value: GoValue): number | null {
  return value.kind === 'int' || value.kind === 'float' ? Number(value.value) : null
}

function actualNumber(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : null
}

/** Two numbers are compared as float64, everything else by its `%v` text. */
function compileEqual(expected: GoValue): OperatorTest {
  const number = expectedNumber(expected)
  const text = formatValue(expected)
  if (number === null) return (actual) => actualText(actual) === text
  return (actual) => {
    const given = actualNumber(actual)
    return given === null ? actualText(actual) === text : given === number
  }
}

function actualText(actual: unknown): string {
  if (typeof actual === 'string') return wellFormed(actual)
  return typeof actual === 'bigint' ? String(actual) : wellFormed(formatJson(actual))
}

function compileIn(expected: GoValue): OperatorTest {
  if (expected.kind !== 'list') return never
  const numbers = new Set<number>()
  const texts = new Set<string>()
  const numberTexts = new Set<string>()
  for (const item of expected.items) {
    const number = expectedNumber(item)
    if (number === null) texts.add(formatValue(item))
    else {
      numberTexts.add(formatValue(item))
      if (!Number.isNaN(number)) numbers.add(number)
    }
  }
  return (actual) => {
    const given = actualNumber(actual)
    if (given !== null && numbers.has(given)) return true
    if (given !== null && texts.size === 0) return false
    const text = actualText(actual)
    return texts.has(text) || (given === null && numberTexts.has(text))
  }
}

function compileComparison(op: string, expected: GoValue): OperatorTest {
  const number = expectedNumber(expected)
  if (number === null) return never
  const compare = COMPARISONS.get(op)
  if (compare === undefined) return never
  return (actual) => {
    const given = actualNumber(actual)
    return given !== null && compare(given, number)
  }
}

const COMPARISONS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['lt', (a, b) => a < b],
  ['lte', (a, b) => a <= b],
  ['gt', (a, b) => a > b],
  ['gte', (a, b) => a >= b],
])

function compileMatch(expected: GoValue): OperatorTest {
  if (expected.kind !== 'string' || expected.bytes !== undefined) return never
  let compiled: ReturnType<typeof compileRegexp> | null = null
  return (actual) => {
    if (typeof actual !== 'string') return false
    compiled ??= compileRegexp(expected.value)
    return compiled.ok && compiled.regexp.matches(wellFormed(actual))
  }
}

function compileContains(expected: GoValue): OperatorTest {
  const equal = compileEqual(expected)
  const part = compilePart(expected)
  return (actual) => {
    if (typeof actual === 'string') return part(wellFormed(actual))
    return Array.isArray(actual) && actual.some(equal)
  }
}

function compilePart(expected: GoValue): (actual: string) => boolean {
  if (expected.kind !== 'string') return never
  const { value, bytes } = expected
  if (bytes === undefined) return (actual) => actual.includes(value)
  const part = binaryText(bytes)
  return (actual) => binaryText(goStringBytes(actual)).includes(part)
}

/** One character for each byte: Go looks for bytes, which can be a part of a character. */
function binaryText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
