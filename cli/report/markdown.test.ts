import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { EMPTY_REPORT, findingWith, HOSTILE_TEXTS, reportWith } from '../testing/reports'
import { COMMENT_MARKER, renderMarkdown } from './markdown'
import { markdownCode, markdownText } from './markdown-text'

/** What is left of a line when its code spans are taken out, as CommonMark finds them: a run of backticks up to the next equal run. */
function withoutCode(line: string): string {
  let [rest, out] = [line, '']
  for (let open = /`+/.exec(rest); open !== null; open = /`+/.exec(rest)) {
    const [run] = open
    const close = [...rest.slice(open.index + run.length).matchAll(/`+/g)].find(([other]) => other === run)
    if (close === undefined) throw new Error(`a code span that does not end: ${line}`)
    out += `${rest.slice(0, open.index)}CODE`
    rest = rest.slice(open.index + run.length + close.index + run.length)
  }
  return out + rest
}

it('hostile text is plain words or code: no mention, reference, address, markup, HTML or emoji of it is left', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const written = markdownText(text)
      expect(written).not.toMatch(/[\n\r|]/)
      expect(withoutCode(written)).toMatch(
        /^(?:[("'“‘]{0,2}(?:CODE|[A-Za-z]+|[\d,.]+)[)"'”’,.;:?!]*(?: |$))*$/,
      )
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
})

it('plain sentences stay readable', () => {
  expect(markdownText('create_refund: amounts over 500 become denied (before: allowed up to 1000)')).toBe(
    '`create_refund`: amounts over 500 become denied (before: allowed up to 1000)',
  )
  expect(markdownText('“charge of 2,500.00 is allowed”: denied by charge-cap, see (args.branch).')).toBe(
    '“charge of 2,500.00 is allowed”: denied by `charge-cap`, see (`args.branch`).',
  )
  expect(markdownText('ask @octocat')).toBe('ask `@octocat`')
  expect(markdownCode('a`b')).toBe('`` a`b ``')
})

it('every row of a table has as many cells as its head, whatever the texts are', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const markdown = renderMarkdown(reportWith(text))
      expect(markdown.startsWith(`${COMMENT_MARKER}\n`)).toBe(true)
      const blocks = markdown.split('\n\n').filter((block) => block.startsWith('| '))
      expect(blocks).toHaveLength(3)
      for (const block of blocks) {
        const cells = block
          .trimEnd()
          .split('\n')
          .map((row) => row.split('|').length)
        expect(new Set(cells).size).toBe(1)
      }
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
})

it('stays below what GitHub takes as a comment, and says that something is left out', () => {
  const findings = Array.from({ length: 5_000 }, (_, i) => findingWith(`${i} ${'@x '.repeat(500)}`))
  const markdown = renderMarkdown({ ...EMPTY_REPORT, findings })
  expect(markdown.length).toBeLessThan(65_536)
  expect(markdown).toContain('The rest is left out here')
})
