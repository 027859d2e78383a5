import { expect, it } from 'vitest'
import { CODEOWNERS_MAX_BYTES, parseCodeowners } from './codeowners'
import { findUnreadLines } from './unread-lines'

it('counts all lines that GitHub skips, and names the first of them', () => {
  const text = `/a/ @acme/a\n${'/b/ nobody\n'.repeat(6)}`
  expect(findUnreadLines(parseCodeowners(text).errors)).toEqual({
    isTooLarge: false,
    count: 6,
    lines: [2, 3, 4, 5],
    unknown: [],
  })
})

it('tells a file that is not read at all from one with a bad line', () => {
  const large = parseCodeowners('x'.repeat(CODEOWNERS_MAX_BYTES))
  expect(findUnreadLines(large.errors)?.isTooLarge).toBe(true)
})

it('finds nothing in a file that is read as a whole, with comments and lines without owners', () => {
  expect(findUnreadLines(parseCodeowners('# who\n/a/ @acme/a\n/b/\n').errors)).toBeNull()
})

it('tells owners whom GitHub does not know, each once, from lines that it skips', () => {
  const said = (line: number, source: string, name: string) => {
    return { line, column: source.indexOf(name) + 1, kind: 'Unknown owner', source, suggestion: null }
  }
  const [a, b] = ['/a/ @acme/none @ben', '/b/\t@ben @acme/none']
  const { errors } = parseCodeowners('/c/ nobody\n')
  expect(findUnreadLines([...errors, said(2, a, '@acme/none'), said(3, b, '@acme/none')])).toMatchObject({
    count: 1,
    lines: [1],
    unknown: ['@acme/none'],
  })
})
