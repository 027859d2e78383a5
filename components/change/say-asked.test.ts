import { expect, it } from 'vitest'
import { type AskedLines, sayAsked } from './say-asked'

const says = (asked: string[], waiting: string[][], more: Partial<AskedLines> = {}) =>
  sayAsked(asked, { waiting, agreed: [], isUnsure: false, reviewers: [], ...more })

it('says that owners on one line are alternatives, whatever their case', () => {
  const lines = [['@acme/payments', '@acme/security']]
  expect(says(['@acme/Payments', '@acme/security'], lines)).toBe('one of @acme/Payments or @acme/security')
  expect(says(['@acme/security'], lines)).toBe('@acme/security')
})

it('says "and" between different lines, and of those who stand on none, so that it is seen where alternatives end', () => {
  expect(says(['@a', '@b', '@c', '@d'], [['@a', '@b'], ['@c']])).toBe('one of @a or @b; and @c; and @d')
  expect(says(['@a', '@b'], [])).toBe('@a and @b')
})

it('leaves out a line that the answer to a smaller one answers', () => {
  expect(says(['@a', '@b'], [['@a', '@b'], ['@b'], ['@a', '@b']])).toBe('@b')
})

it('keeps the alternatives of who is still waited for, whatever others have agreed to', () => {
  const agreed = [['@a', '@b']]
  expect(says(['@b', '@c'], [['@b', '@c']], { agreed })).toBe('one of @b or @c')
  expect(says(['@b', '@c'], [['@c']], { agreed })).toBe('@c')
  expect(says(['@b'], [], { agreed })).toBe('@b')
})

it('takes no alternative away by a line that may have agreed', () => {
  const lines = [['@b'], ['@b', '@c']]
  expect(says(['@b', '@c'], lines, { isUnsure: true })).toBe('@b; and one of @b or @c')
})

it('says that reviewers of an emergency are alternatives, and leaves out those beside the lines where another one is on one', () => {
  const reviewers = ['@acme/security', '@acme/oncall']
  const asked = ['@acme/Security', '@acme/oncall']
  expect(says(asked, [], { reviewers })).toBe('one of @acme/Security or @acme/oncall')
  expect(says(['@pay', ...asked], [['@pay']], { reviewers })).toBe(
    '@pay; and one of @acme/Security or @acme/oncall',
  )
  const line = ['@pay', '@acme/security']
  expect(says(['@pay', ...asked], [line], { reviewers })).toBe('one of @pay or @acme/Security')
  expect(says(['@acme/oncall'], [], { reviewers, agreed: [line] })).toBe('@acme/oncall')
})

it('counts who is asked when they are many, in a line and besides', () => {
  const many = Array.from({ length: 40 }, (_, at) => `@p${at}`)
  expect(says(many, [many])).toBe('one of @p0, @p1, @p2, @p3 or 36 more')
  expect(says(many, [])).toBe('@p0, @p1, @p2, @p3 and 36 more')
})
