import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownText, writeBack } from './exact-text'

const texts = fc
  .array(fc.constantFrom('a', 'b: 1', '\n', '\r\n', '\r', '\uFEFF'), { maxLength: 12 })
  .map((parts) => parts.join(''))

describe('what is typed into a text', () => {
  it('changes no break of a file with CRLF outside of it, and writes new lines as the file does', () => {
    expect(writeBack('a\r\nb\r\n', 'a\nX\nb\n')).toBe('a\r\nX\r\nb\r\n')
    expect(writeBack('\uFEFFa\nb', '\uFEFFa\nb\n')).toBe('\uFEFFa\nb\n')
  })

  it('shows after it exactly what was typed, and leaves the file alone when nothing was', () => {
    fc.assert(
      fc.property(texts, texts, (exact, other) => {
        const next = shownText(other)
        expect(shownText(writeBack(exact, next))).toBe(next)
        expect(writeBack(exact, shownText(exact))).toBe(exact)
      }),
    )
  })

  it('keeps every byte before and behind an inserted piece', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        fc.pre(!before.endsWith('\r') && !after.startsWith('\n'))
        const next = `${shownText(before)}Z${shownText(after)}`
        expect(writeBack(before + after, next)).toBe(`${before}Z${after}`)
      }),
    )
  })
})
