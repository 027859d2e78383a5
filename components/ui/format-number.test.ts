import { expect, it } from 'vitest'
import { formatSkew } from './format-number'

it.each([
  [0, '0.00 s'],
  [-4, '0.00 s'],
  [4, '0.00 s'],
  [14, '+0.01 s'],
  [-1500, '-1.50 s'],
])('says a skew of %i ms as %s', (ms, said) => {
  expect(formatSkew(ms)).toBe(said)
})
