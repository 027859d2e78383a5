import { expect, it } from 'vitest'
import { listNames, oneOf } from './list-names'

const names = (count: number) => Array.from({ length: count }, (_, index) => `@p${index}`)

it('names alternatives, of many the first, and never counts a single one', () => {
  expect(oneOf(names(1))).toBe('@p0')
  expect(oneOf(names(2))).toBe('one of @p0 or @p1')
  expect(oneOf(names(3))).toBe('one of @p0, @p1 or @p2')
  expect(oneOf(names(5), 4)).toBe('one of @p0, @p1, @p2, @p3 or @p4')
  expect(oneOf(names(6), 4)).toBe('one of @p0, @p1, @p2, @p3 or 2 more')
})

it('joins what belongs together with and', () => {
  expect(listNames(names(40), 'and', 4)).toBe('@p0, @p1, @p2, @p3 and 36 more')
  expect(listNames([], 'and')).toBe('')
})
