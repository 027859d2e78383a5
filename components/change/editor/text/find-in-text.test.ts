import { assert, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { findInText } from './find-in-text'

it('finds words in any case, one after the other', () => {
  expect(findInText('Refund, refund REFUND', 'refund')).toEqual([
    [0, 6],
    [8, 14],
    [15, 21],
  ])
  expect(findInText('aaa', 'aa')).toEqual([[0, 2]])
})

it('finds nothing for no words', () => {
  expect(findInText('text', '')).toEqual([])
})

it('gives offsets of the text as it is, whatever letters stand before', () => {
  assert(
    property(string({ unit: 'grapheme' }), (before) => {
      const found = findInText(`${before}\nİneedle`, 'NEEDLE').at(-1)
      expect(found).toEqual([before.length + 2, before.length + 8])
    }),
  )
})
