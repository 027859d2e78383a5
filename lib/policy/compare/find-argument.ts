import { formatValue } from '../go/format'
import type { GoValue } from '../policy'
import type { Json } from './comparison'
import { numbersAround, nextUp } from './number-points'
import { literalsOf, meetsAll, numberOf, type Argument, type Requirement } from './requirement'
import { jsonWeight, type WorkBudget } from './work-budget'
import { findFreshText, type Found } from './find-text'

/** What the path may hold: anything, an object (whose own members are chosen apart), anything but an object, or nothing. */
export type Shape = 'any' | 'object' | 'no-object' | 'missing'

const NONE: Found = { kind: 'none' }
const UNDECIDED: Found = { kind: 'undecided' }

/**
 * A value that meets `all` and, if given, does not meet `not`. The tried values hit every class of values that the operators can tell
 * apart, so that `none` is a proof.
 */
export function findArgument(
  all: readonly Requirement[],
  not: Requirement | null,
  shape: Shape,
  budget: WorkBudget,
): Found {
  const fits = (value: Argument) => meetsAll(all, value, budget) && !meets(not, value, budget)
  if (shape === 'missing') return fits(undefined) ? { kind: 'found', value: undefined } : NONE
  const involved = not === null ? all : [...all, not]
  for (const { weight } of involved) budget.spend(PASSES * weight.read)
  const literals = involved.flatMap(comparedValues)
  const texts = new Set(literals.map(formatValue))
  if (shape === 'object') return findObject(fits, involved, texts)
  const found = orderedCandidates(involved, not, literals, texts)
    .filter((value) => shape === 'any' || !isObject(value))
    .find(fits)
  if (found !== undefined) return { kind: 'found', value: found }
  const fresh = findFreshText(all, not, texts, budget)
  if (fresh.kind === 'found') return fresh
  const list = findList(all, not, literals, fits)
  if (list.kind === 'found') return list
  if (fits(undefined)) return { kind: 'found', value: undefined }
  if (fresh.kind === 'undecided' || list.kind === 'undecided') return UNDECIDED
  if (shape === 'any' && hasObjectText(literals)) return UNDECIDED
  return NONE
}

/** How often the literals are gone through before the first value is tried. */
const PASSES = 4

function meets(not: Requirement | null, value: Argument, budget: WorkBudget): boolean {
  if (not === null) return false
  budget.spend(not.weight.test * jsonWeight(value))
  return not.holds(value)
}

/** Objects differ for the operators only by their text, which no usual literal has. */
function findObject(
  fits: (value: Argument) => boolean,
  involved: readonly Requirement[],
  texts: ReadonlySet<string>,
): Found {
  if (involved.length > 0 && [...texts].some((text) => text.startsWith('map['))) return UNDECIDED
  return fits({}) ? { kind: 'found', value: {} } : NONE
}

/** The literals whose text or number decides. */
function comparedValues({ condition }: Requirement): readonly GoValue[] {
  if (condition === null) return []
  return condition.op === 'contains' ? [condition.value] : literalsOf(condition)
}

/** Values of the kind that the requirement speaks of come first: they make the better witness. */
function orderedCandidates(
  involved: readonly Requirement[],
  not: Requirement | null,
  literals: readonly GoValue[],
  texts: ReadonlySet<string>,
): Exclude<Argument, undefined>[] {
  const numbers: Json[] = numbersAround(numberPoints(involved, texts))
  const words: Json[] = [...wordsOf(literals), ...texts]
  const speaksOfNumbers = not === null ? involved.some(isNumeric) : isNumeric(not)
  const scalars = speaksOfNumbers ? [1, ...numbers, ...words] : [...words, ...plainTexts(texts), ...numbers]
  return [...scalars, true, false, null, {}, { x: 1 }, ...literals.map(toJson)]
}

/** Literal strings in the order of the file. */
function wordsOf(literals: readonly GoValue[]): string[] {
  return literals.flatMap((literal) => (literal.kind === 'string' ? [literal.value] : []))
}

function plainTexts(texts: ReadonlySet<string>): string[] {
  return ['x', 'other', ''].filter((text) => !texts.has(text))
}

function isNumeric({ condition }: Requirement): boolean {
  if (condition === null || ['lt', 'lte', 'gt', 'gte'].includes(condition.op)) return true
  return literalsOf(condition).some((literal) => numberOf(literal) !== null)
}

/** Where the answer for numbers can change: at bounds, at literals, and at numbers whose text a literal has. */
export function numberPoints(involved: readonly Requirement[], texts: ReadonlySet<string>): Set<number> {
  const points = new Set<number>()
  for (const { condition, most } of involved) {
    if (condition !== null) {
      for (const literal of [condition.value, ...literalsOf(condition)]) points.add(numberOf(literal) ?? NaN)
    }
    if (most === null) continue
    for (const edge of [Number(most), Number(most + 1n)]) points.add(edge).add(nextUp(edge))
    points.add(2 ** 63).add(-(2 ** 63))
  }
  for (const text of texts) if (/^-?\d/.test(text)) points.add(Number(text))
  return points
}

/** The JSON value nearest to a literal. */
function toJson(literal: GoValue): Json {
  const number = numberOf(literal)
  if (number !== null && Number.isFinite(number)) return number
  switch (literal.kind) {
    case 'null':
      return null
    case 'bool':
    case 'string':
      return literal.value
    case 'list':
      return literal.items.map(toJson)
    case 'map':
      return Object.fromEntries(literal.entries.map(([key, item]) => [formatValue(key), toJson(item)]))
    default:
      return formatValue(literal)
  }
}

function isObject(value: Argument): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A string literal like `map[a:1]` could be the text of an object that was not tried. */
function hasObjectText(literals: readonly GoValue[]): boolean {
  return literals.some((literal) => literal.kind !== 'map' && formatValue(literal).startsWith('map['))
}

/**
 * Lists differ by their text and by what they contain. A list with one item per `contains`, each chosen so that it does not meet `not`,
 * and a stranger at the end to differ from every literal, is the best try: when it fails, all lists do.
 */
function findList(
  all: readonly Requirement[],
  not: Requirement | null,
  literals: readonly GoValue[],
  fits: (value: Argument) => boolean,
): Found {
  const contained = all.filter(({ condition }) => condition?.op === 'contains')
  const listTexts = literals.filter((literal) => formatValue(literal).startsWith('['))
  for (const literal of listTexts) {
    const inner = formatValue(literal).slice(1, -1)
    for (const value of [inner === '' ? [] : [inner], inner.split(' ')]) {
      if (fits(value)) return { kind: 'found', value }
    }
  }
  const items = contained.map((one) => pickItem(one, not))
  if (items.includes(undefined)) return NONE
  const stranger = `x${literals.map(formatValue).join('')}`
  for (const end of [[], [stranger]]) {
    const value = [...items.filter((item) => item !== undefined), ...end]
    if (fits(value)) return { kind: 'found', value }
  }
  const contains = contained.length > 0 || not?.condition?.op === 'contains'
  return contains && listTexts.length > 0 ? UNDECIDED : NONE
}

/** An item that makes a list meet `one` without making it meet `not`; all items with the same text or number answer alike. */
function pickItem(one: Requirement, not: Requirement | null): Argument {
  const literal = one.condition?.value
  if (literal === undefined) return undefined
  const number = numberOf(literal) ?? Number(formatValue(literal))
  const items: Json[] = [toJson(literal), formatValue(literal)]
  if (Number.isFinite(number)) items.push(number, ...(number === 0 ? [0, -0] : []))
  const avoid = not?.condition?.op === 'contains' ? not : null
  return items.find((item) => one.holds([item]) && avoid?.holds([item]) !== true)
}
