import { expect, it } from 'vitest'
import { sayUnread } from './say-unread'

it('names the invalid lines of the owners file, and does not hide that there are more', () => {
  expect(sayUnread({ isTooLarge: false, count: 1, lines: [3] })).toBe(
    'CODEOWNERS has 1 invalid line (3): GitHub skips it, and so does this prediction.',
  )
  expect(sayUnread({ isTooLarge: false, count: 6, lines: [2, 3, 4, 5] })).toContain(
    '6 invalid lines (2, 3, 4, 5 …): GitHub skips them',
  )
})

it('says that a file which is too large counts for nothing', () => {
  expect(sayUnread({ isTooLarge: true, count: 1, lines: [1] })).toContain('nobody is asked by it')
})
