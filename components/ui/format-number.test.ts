import { expect, it } from 'vitest'
import { formatCount, formatShort, formatSkew } from './format-number'

it.each([
  [0, '0.00 s'],
  [-4, '0.00 s'],
  [4, '0.00 s'],
  [14, '+0.01 s'],
  [-1500, '-1.50 s'],
])('says a skew of %i ms as %s', (ms, said) => {
  expect(formatSkew(ms)).toBe(said)
})

it.each([
  [0, '0'],
  [999_999, '999,999'],
  [28_200_000, '28.2 M'],
])('says %i at the edge of a chart as %s', (count, said) => {
  expect(formatShort(count)).toBe(said)
})

it.each([0, 7, 999, 1000, 48_213, 999_999, 1_000_000, 28_200_000, 12.5, 1234.5678, -1500])(
  'writes the count %d as Intl does',
  (count) => {
    expect(formatCount(count)).toBe(new Intl.NumberFormat('en-GB').format(count))
  },
)
