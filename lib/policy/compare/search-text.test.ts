import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRegexp, quotePattern } from '../go/regexp'
import { searchText, type TextCondition } from './search-text'

/** Over few characters, so that all short texts can be tried one by one. */
const CHARACTERS = ['a', 'b', 'A', '\n', ' ']
const LONGEST = 4

const SHORT_TEXTS = textsUpTo(LONGEST)

function textsUpTo(length: number): string[] {
  if (length === 0) return ['']
  const shorter = textsUpTo(length - 1)
  const longest = shorter.filter((text) => text.length === length - 1)
  return [...shorter, ...longest.flatMap((text) => CHARACTERS.map((character) => text + character))]
}

const { anyPattern } = fc.letrec<{ anyPattern: string }>((tie) => ({
  anyPattern: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '(?i:a)', '(?s:.)', ''),
    fc.constantFrom('^', '$', '\\b', '\\B', '(?m:^)', '(?m:$)', '\\A', '\\z'),
    fc.tuple(tie('anyPattern'), tie('anyPattern')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('anyPattern'), tie('anyPattern')).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie('anyPattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}'))
      .map(([one, many]) => `(?:${one})${many}`),
  ),
}))

const anyQuestion = fc.record({
  patterns: fc.array(fc.record({ pattern: anyPattern, wanted: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  except: fc
    .array(fc.constantFrom('', 'a', 'b', 'ab', 'aa', ' '), { maxLength: 4 })
    .map((texts) => new Set<string>(texts)),
})

function conditionOf(pattern: string, wanted: boolean): TextCondition & { holds: (text: string) => boolean } {
  const compiled = compileRegexp(pattern)
  const automaton = compiled.ok ? compiled.regexp.automaton(() => undefined) : null
  if (!compiled.ok || automaton === null) throw new Error(`no automaton for ${pattern}`)
  return { automaton, wanted, holds: (text) => compiled.regexp.matches(text) === wanted }
}

function conditionsOf(met: readonly string[], unmet: readonly string[]): TextCondition[] {
  return [...met.map((one) => conditionOf(one, true)), ...unmet.map((one) => conditionOf(one, false))]
}

const always = () => true

describe('searchText', () => {
  it('finds a text wherever one does, the shortest, and says that there is none only where none does', () => {
    fc.assert(
      fc.property(anyQuestion, ({ patterns, except }) => {
        const conditions = patterns.map(({ pattern, wanted }) => conditionOf(pattern, wanted))
        const holds = (text: string) => !except.has(text) && conditions.every((one) => one.holds(text))
        const shortest = SHORT_TEXTS.find(holds)
        const found = searchText(conditions, except, always)
        const isRight =
          found.kind === 'found'
            ? holds(found.value) && [...found.value].length <= (shortest?.length ?? Infinity)
            : found.kind === 'none' && shortest === undefined
        expect({ found, shortest, isRight }).toMatchObject({ isRight: true })
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['two ways to write a pattern', ['^(ab)+$'], ['^ab(ab)*$']],
    ['a class and its complement', ['^[a-f]+$'], ['^[^g-z]+$']],
    ['a length between two bounds', ['^.{3,5}$', '^.{1,4}$'], ['^...$|^.{4}$']],
    ['characters that only differ in case', ['(?i)^k$'], ['^[kK\u212a]$']],
  ])('proves that nothing meets %s', (_, met, unmet) => {
    expect(searchText(conditionsOf(met, unmet), new Set(), always)).toEqual({ kind: 'none' })
  })

  it.each([
    ['x@example-corp.com', ['^[a-z]+@(example|example-corp)\\.com$'], ['@example\\.com$']],
    ['examplexcom', ['example.com'], ['example\\.com']],
    ['\u{1f600}', ['^[\u{1f600}-\u{1f64f}]$'], ['^[\\x00-\\x{ffff}]*$']],
  ])('finds %s', (value, met, unmet) => {
    expect(searchText(conditionsOf(met, unmet), new Set(), always)).toEqual({ kind: 'found', value })
  })

  it('finds a text that holds a piece, and none of those that are excepted', () => {
    const conditions = conditionsOf([quotePattern('a.b'), '^.{3,4}$'], [])
    const except = new Set(['a.b', 'xa.b'])
    expect(searchText(conditions, except, always)).toEqual({ kind: 'found', value: 'aa.b' })
  })

  it('says that it has not decided when the room ends, and never that there is none', () => {
    const conditions = conditionsOf(['^(a|b)*a(a|b){30}$'], ['^(a|b)*b(a|b){30}$'])
    let left = 1000
    expect(searchText(conditions, new Set(), () => (left -= 1) > 0)).toEqual({ kind: 'undecided' })
  })
})
