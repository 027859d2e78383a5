import { expect, it } from 'vitest'
import { CODEOWNERS_MAX_BYTES, parseCodeowners } from './codeowners'
import { findUnreadLines } from './unread-lines'

it('counts all lines that GitHub skips, and names the first of them', () => {
  const text = `/a/ @acme/a\n${'/b/ nobody\n'.repeat(6)}`
  expect(findUnreadLines(parseCodeowners(text))).toEqual({
    isTooLarge: false,
    count: 6,
    lines: [2, 3, 4, 5],
  })
})

it('tells a file that is not read at all from one with a bad line', () => {
  const large = parseCodeowners('x'.repeat(CODEOWNERS_MAX_BYTES))
  expect(findUnreadLines(large)?.isTooLarge).toBe(true)
})

it('finds nothing in a file that is read as a whole, with comments and lines without owners', () => {
  expect(findUnreadLines(parseCodeowners('# who\n/a/ @acme/a\n/b/\n'))).toBeNull()
})
