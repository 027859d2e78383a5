import { describe, expect, it } from 'vitest'
import { fieldOf, requireText, textOf } from './answer-fields'

describe('fields of an answer', () => {
  it('reads a field, and nothing that the answer does not say itself', () => {
    expect(fieldOf({ count: 3 }, 'count')).toBe(3)
    expect(fieldOf({}, 'toString')).toBeUndefined()
    expect(fieldOf({}, '__proto__')).toBeUndefined()
  })

  it.each([null, undefined, 'text', 7, []])('finds no field in %j', (answer) => {
    expect(fieldOf(answer, 'count')).toBeUndefined()
  })

  it('takes a text for a text and nothing else', () => {
    expect(textOf({ key: 'abc' }, 'key')).toBe('abc')
    expect(textOf({ key: 7 }, 'key')).toBeNull()
    expect(textOf({}, 'key')).toBeNull()
  })

  it('throws for a text that has to be there and is not', () => {
    expect(requireText({ key: '' }, 'key')).toBe('')
    expect(() => requireText({ key: null }, 'key')).toThrow('the answer has no text key')
  })
})
