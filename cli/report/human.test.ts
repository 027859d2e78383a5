import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CONTEXT, EMPTY_REPORT, findingWith, HOSTILE_TEXTS, reportWith } from '../testing/reports'
import { renderHuman } from './human'
import { wantsColours } from './report-options'

it('shows the place, the finding and the line with a mark below', () => {
  const findings = [findingWith('is wrong', { notes: [], file: 'a.yaml' })]
  expect(renderHuman({ ...EMPTY_REPORT, files: ['a.yaml'], findings }, CONTEXT)).toBe(
    `a.yaml:2:3 error unknown-field: is wrong
  2 |   second
    |   ^^^^
1 file, 1 finding
`,
  )
})

it('no text reaches a terminal or a build service as a command', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const context = { ...CONTEXT, linesOf: () => [text, text] }
      const output = renderHuman(reportWith(text), context)
      expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
      expect(output).not.toMatch(/##(vso)?\[|^\s*::/m)
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
})

it('colours a terminal only, unless it is told otherwise', () => {
  expect(renderHuman(reportWith('x'), { ...CONTEXT, colours: true })).toContain('\u001b[31merror\u001b[0m')
  expect(wantsColours(true, {})).toBe(true)
  expect(wantsColours(false, {})).toBe(false)
  expect(wantsColours(true, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColours(true, { TERM: 'dumb' })).toBe(false)
  expect(wantsColours(false, { FORCE_COLOR: '1' })).toBe(true)
})
