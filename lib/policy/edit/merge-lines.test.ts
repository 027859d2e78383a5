import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeLines } from './merge-lines'

const BASE = 'a\nb\nc\nd\ne\n'

describe('the lines of two changes', () => {
  it.each([
    ['of different lines', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n', 'A\nb\nc\nd\nE\n'],
    ['of which one adds and one removes', 'a\nb\nc\nd\ne\nf\n', 'b\nc\nd\ne\n', 'b\nc\nd\ne\nf\n'],
    ['that are the same', 'a\nX\nc\nd\ne\n', 'a\nX\nc\nd\ne\n', 'a\nX\nc\nd\ne\n'],
    ['of which one is none', BASE, 'a\nb\n', 'a\nb\n'],
    ['of the same line', 'a\nX\nc\nd\ne\n', 'a\nY\nc\nd\ne\n', null],
    ['of lines next to each other', 'a\nX\nc\nd\ne\n', 'a\nb\nY\nd\ne\n', null],
    ['that add at the same place', 'a\nb\nX\nc\nd\ne\n', 'a\nb\nY\nc\nd\ne\n', null],
  ])('%s come together, or not at all', (_, one, other, merged) => {
    expect(mergeLines(BASE, one, other)).toBe(merged)
    expect(mergeLines(BASE, other, one)).toBe(merged)
  })

  it('is the one change when the other is none, whatever they are', () => {
    const texts = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 })
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(texts, texts, (base, one) => {
        expect(mergeLines(base, one, base)).toBe(one)
        expect(mergeLines(base, base, one)).toBe(one)
        expect(mergeLines(base, one, one)).toBe(one)
      }),
    )
  })
})
