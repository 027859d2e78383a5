import { expect, it } from 'vitest'
import { heldSkew, likelySkew } from './host-clock'

it.each([
  ['the first one says', null, -5_000, -5_000],
  ['the one before says, when this one seems to be further back', 0, -5_000, 0],
  ['this one says, when it seems to be further on', -5_000, 0, 0],
  ['both say', -5_000, -5_200, -5_000],
  ['this one says, when no request is under way for so long', 0, -3_600_000, -3_600_000],
])('of two measures of a clock that is believed which %s', (_, before, measured, believed) => {
  expect(likelySkew(before, measured)).toBe(believed)
})

it.each([
  ['right', 0, 0, 0],
  ['off by less than a report is under way', 0, -1_999, 0],
  ['off by more', 0, -2_000, -2_000],
  ['off by nearly as much as before', 60_000, 58_500, 60_000],
  ['off by another time than before', 60_000, 3_600_000, 3_600_000],
  ['set right, as nearly as can be measured', 60_000, -300, 0],
])('times of a clock that is %s are moved by what is surely its skew', (_, held, measured, moved) => {
  expect(heldSkew(held, measured)).toBe(moved)
})
