import type { GoValue } from '../policy'

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const BARE_FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/
const DECIMAL = /^(?:0|[1-9][0-9]*)$/

/** Digits of 2^64 - 1. Longer numbers are not turned into big integers, which would take time. */
const LONGEST_DECIMAL = 20
const LONGEST_BINARY = 64

const MAX_INT = 2n ** 63n - 1n
const MAX_UINT = 2n ** 64n - 1n

/** A number that starts with a dot, such as `.5`: Go's `strconv.ParseFloat`, which takes one underscore between two digits. */
export function resolveFraction(text: string): GoValue | null {
  return BARE_FRACTION.test(text) ? finite(Number(text.replaceAll('_', ''))) : null
}

/** A number that starts with a digit or sign as go-yaml reads it, or `null`. */
export function resolveNumber(text: string): GoValue | null {
  const plain = text.replaceAll('_', '')
  const integer = parseInteger(plain)
  if (integer !== null) return integer
  if (FLOAT.test(plain)) return finite(Number(plain))
  return parseOddPrefix(plain)
}

/** Go refuses what overflows; then the scalar is a string. */
function finite(value: number): GoValue | null {
  return Number.isFinite(value) ? { kind: 'float', value } : null
}

/** Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`. */
function parseInteger(text: string): GoValue | null {
  const signed = text.startsWith('-') || text.startsWith('+')
  const magnitude = parseMagnitude(signed ? text.slice(1) : text)
  return magnitude === null ? null : inRange(text.startsWith('-') ? -magnitude : magnitude, signed)
}

/** Digits with Go's prefixes `0b`, `0o`, `0x` in either case, and `0` for octal. */
function parseMagnitude(text: string): bigint | null {
  if (DECIMAL.test(text)) return text.length > LONGEST_DECIMAL ? null : BigInt(text)
  if (!text.startsWith('0')) return null
  const letter = text.charAt(1).toLowerCase()
  if (letter === 'b') return parseDigits(text.slice(2), 2)
  if (letter === 'x') return parseDigits(text.slice(2), 16)
  return parseDigits(letter === 'o' ? text.slice(2) : text.slice(1), 8)
}

const DIGITS: Readonly<Record<2 | 8 | 16, { readonly pattern: RegExp; readonly prefix: string }>> = {
  2: { pattern: /^[01]+$/, prefix: '0b' },
  8: { pattern: /^[0-7]+$/, prefix: '0o' },
  16: { pattern: /^[0-9a-fA-F]+$/, prefix: '0x' },
}

function parseDigits(digits: string, base: 2 | 8 | 16): bigint | null {
  const { pattern, prefix } = DIGITS[base]
  if (!pattern.test(digits)) return null
  const significant = digits.replace(/^0+(?=.)/, '')
  return significant.length > LONGEST_BINARY ? null : BigInt(prefix + significant)
}

function inRange(value: bigint, signed: boolean): GoValue | null {
  if (value >= -MAX_INT - 1n && value <= MAX_INT) return { kind: 'int', value }
  return !signed && value <= MAX_UINT && value > 0n ? { kind: 'uint64', value } : null
}

/**
 * go-yaml's second look at `0b` and `0o`: what follows the prefix may have a sign of its own, so `0b-1` is -1. A sign before the
 * prefix must be a minus.
 */
function parseOddPrefix(text: string): GoValue | null {
  const match = /^(-?)0([bo])([-+]?)(.*)$/s.exec(text)
  if (match === null) return null
  const [, outer = '', letter, inner = '', digits = ''] = match
  if (outer !== '' && inner !== '') return null
  const magnitude = parseDigits(digits, letter === 'b' ? 2 : 8)
  if (magnitude === null) return null
  const sign = outer + inner
  return inRange(sign === '-' ? -magnitude : magnitude, sign !== '')
}
