import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, membersOf, repeatedKey, stringAt } from './json-scan'

/** The same value in other spellings: white space anywhere, escapes in strings. */
function spell(value: unknown, space: string): string {
  if (Array.isArray(value))
    return `[${space}${value.map((one) => spell(one, space)).join(`${space},${space}`)}${space}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, one]) => `${spell(key, '')}${space}:${space}${spell(one, space)}`,
    )
    return `{${space}${members.join(`${space},${space}`)}${space}}`
  }
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('a', String.raw`\u0061`)
  return JSON.stringify(value)
}

const SPACES = fc.constantFrom('', ' ', '\t', '\r\n ', '\n\n')

describe('the scanner', () => {
  it('finds the members of every object where JSON.parse finds them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), SPACES, (value, space) => {
        const text = spell(value, space)
        const found = membersOf(text, 0).map((member) => [
          member.key,
          JSON.parse(text.slice(member.value.start, member.value.end)),
        ])
        expect(found).toEqual(Object.entries(JSON.parse(text)))
        expect(repeatedKey(text, 0)).toBeUndefined()
      }),
    )
  })

  it('finds the elements of every list where JSON.parse finds them', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), SPACES, (value, space) => {
        const text = spell(value, space)
        expect(elementsOf(text, 0).map(({ start, end }) => JSON.parse(text.slice(start, end)))).toEqual(
          JSON.parse(text),
        )
      }),
    )
  })

  it('decodes the strings that JSON.parse decodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = spell(value, '')
        expect(stringAt(text, { start: 0, end: text.length })).toBe(JSON.parse(text))
      }),
    )
  })

  it.each([
    ['{"a":1,"a":2}', 'a'],
    [String.raw`{"a":1,"\u0061":2}`, 'a'],
    ['[1,{"b":{"c":[{"x":"}","x":1}]}}]', 'x'],
    ['{"":{},"":[]}', ''],
    ['{"a":{"a":{"a":1}},"b":["a","a"],"c":"a"}', undefined],
    [String.raw`{"a\\":"\"a\\\"","a":"a"}`, undefined],
    ['"a"', undefined],
    ['12', undefined],
  ])('names the first repeated key of %s', (text, key) => {
    JSON.parse(text)
    expect(repeatedKey(text, 0)).toBe(key)
  })

  it('keeps its stack however deep the text is', () => {
    const deep = `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`
    expect(repeatedKey(deep, 0)).toBeUndefined()
  })
})
