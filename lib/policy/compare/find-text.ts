import { quotePattern } from '../go/regexp'
import { findMatchingText } from './find-matching-text'
import { meetsAll, type Argument, type Requirement } from './requirement'
import { textWeight, type WorkBudget } from './work-budget'

/** The answer to a search for a value. */
export type Found =
  | { readonly kind: 'found'; readonly value: Argument }
  /** Proved: no value does. */
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }

/** What a requirement says of every string that equals no literal. */
type OnFreshText = 'true' | 'false' | 'depends'

/** A string that no literal equals and that meets `all` but not `not`. */
export function findFreshText(
  all: readonly Requirement[],
  not: Requirement | null,
  texts: ReadonlySet<string>,
  budget: WorkBudget,
): Found {
  if (all.some((one) => onFreshText(one) === 'false')) return { kind: 'none' }
  if (not !== null && onFreshText(not) === 'true') return { kind: 'none' }
  const must = all.filter((one) => onFreshText(one) === 'depends')
  const fits = (text: string) => {
    budget.spend((not?.weight.test ?? 0) * textWeight(text))
    return !texts.has(text) && meetsAll(all, text, budget) && not?.holds(text) !== true
  }
  const pieces = must.flatMap(pieceOf)
  const avoid = new Set([...pieces, ...(not === null ? [] : pieceOf(not)), ...texts].join(''))
  const found = guesses(pieces, texts, avoid).find(fits)
  if (found !== undefined) return { kind: 'found', value: found }
  const involved = not === null ? must : [...must, not]
  return involved.some(isPattern) ? searchFreshText({ must, not, texts, fits }, budget) : { kind: 'none' }
}

interface Question {
  readonly must: readonly Requirement[]
  readonly not: Requirement | null
  readonly texts: ReadonlySet<string>
  readonly fits: (text: string) => boolean
}

function searchFreshText({ must, not, texts, fits }: Question, budget: WorkBudget): Found {
  const met = must.map(patternOf)
  const unmet = not !== null && onFreshText(not) === 'depends' ? [patternOf(not)] : []
  if (met.includes(null) || unmet.includes(null)) return { kind: 'undecided' }
  const isPattern = (pattern: string | null) => pattern !== null
  const question = { met: met.filter(isPattern), unmet: unmet.filter(isPattern), except: texts }
  const found = findMatchingText(question, budget)
  // Tested by what decides calls, too: the two readings of a pattern are one only as long as both are right.
  return found.kind === 'found' && !fits(found.value) ? { kind: 'undecided' } : found
}

/** What a text that meets the requirement matches; null for a piece that is no UTF-8. */
function patternOf({ condition }: Requirement): string | null {
  if (condition === null) return null
  const { op, value } = condition
  if (value.kind !== 'string' || value.bytes !== undefined) return null
  return op === 'regex' ? value.value : quotePattern(value.value)
}

function onFreshText({ condition }: Requirement): OnFreshText {
  if (condition === null) return 'false'
  const { op, value } = condition
  switch (op) {
    case 'neq':
    case 'not_in':
      return 'true'
    case 'exists':
      return value.kind === 'bool' && value.value ? 'true' : 'false'
    case 'regex':
      return 'depends'
    case 'contains':
      return value.kind === 'string' ? 'depends' : 'false'
    default:
      return 'false'
  }
}

/** A pattern, or a piece that is no UTF-8: the guesses prove nothing about those. */
function isPattern({ condition }: Requirement): boolean {
  if (condition === null) return false
  return condition.op === 'regex' || (condition.op === 'contains' && 'bytes' in condition.value)
}

function pieceOf({ condition }: Requirement): string[] {
  return condition?.op === 'contains' && condition.value.kind === 'string' ? [condition.value.value] : []
}

/**
 * The pieces side by side, kept apart by a character that none of them has: that text contains nothing else, so if it does not do,
 * no text does, as far as `contains` goes.
 */
function guesses(pieces: readonly string[], texts: ReadonlySet<string>, used: ReadonlySet<string>): string[] {
  const apart = ['-', ' ', '|', '\u00b7'].find((character) => !used.has(character)) ?? unused(used)
  const joined = pieces.join(apart)
  let longest = 0
  for (const text of texts) longest = Math.max(longest, text.length)
  const longer = `${joined}${apart.repeat(1 + longest)}`
  return [joined === '' ? 'x' : joined, joined, 'other', `${joined}${apart}`, longer]
}

function unused(used: ReadonlySet<string>): string {
  for (let code = 0x4e00; ; code += 1) {
    const character = String.fromCodePoint(code)
    if (!used.has(character)) return character
  }
}
