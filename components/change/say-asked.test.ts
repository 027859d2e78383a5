import { expect, it } from 'vitest'
import { sayAsked } from './say-asked'

it('says that owners on one line are alternatives, whatever their case', () => {
  const lines = [['@acme/payments', '@acme/security']]
  expect(sayAsked(['@acme/Payments', '@acme/security'], lines)).toBe(
    'one of @acme/Payments or @acme/security',
  )
  expect(sayAsked(['@acme/security'], lines)).toBe('@acme/security')
})

it('says "and" between different lines, and of those who stand on none', () => {
  expect(sayAsked(['@a', '@b', '@c', '@d'], [['@a', '@b'], ['@c']])).toBe('one of @a or @b, @c and @d')
  expect(sayAsked(['@a', '@b'], [])).toBe('@a and @b')
})

it('leaves out a line that the answer to a smaller one answers', () => {
  expect(sayAsked(['@a', '@b'], [['@a', '@b'], ['@b'], ['@a', '@b']])).toBe('@b')
})

it('counts who is asked when they are many, in a line and besides', () => {
  const many = Array.from({ length: 40 }, (_, at) => `@p${at}`)
  expect(sayAsked(many, [many])).toBe('one of @p0, @p1, @p2, @p3 or 36 more')
  expect(sayAsked(many, [])).toBe('@p0, @p1, @p2, @p3 and 36 more')
})
