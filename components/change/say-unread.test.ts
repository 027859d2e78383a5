import { expect, it } from 'vitest'
import { sayUnread } from './say-unread'

it('names the invalid lines of the owners file, and does not hide that there are more', () => {
  expect(sayUnread({ isTooLarge: false, count: 1, lines: [3], unknown: [] })).toBe(
    'CODEOWNERS has 1 invalid line (3): GitHub skips it, and so does this prediction.',
  )
  expect(sayUnread({ isTooLarge: false, count: 6, lines: [2, 3, 4, 5], unknown: [] })).toContain(
    '6 invalid lines (2, 3, 4, 5 …): GitHub skips them',
  )
})

it('says that a file which is too large counts for nothing', () => {
  expect(sayUnread({ isTooLarge: true, count: 1, lines: [1], unknown: [] })).toContain(
    'nobody is asked by it',
  )
})

it('names owners whom GitHub does not know, alone or beside invalid lines, with what cannot be seen written out', () => {
  const said = (unknown: string[], count = 0) =>
    sayUnread({ isTooLarge: false, count, lines: count === 0 ? [] : [7], unknown })
  expect(said(['@acme/none'])).toBe(
    'GitHub does not know @acme/none of CODEOWNERS as an owner with the right to write: nobody is asked by that name, and no approval counts for it.',
  )
  expect(said(['@a\u202e', '@b', '@c', '@d'], 1)).toContain(
    'and so does this prediction. GitHub does not know @a\\u202e, @b, @c and 1 more of CODEOWNERS as owners',
  )
})
