import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countChangedLines, diffLines, diffParts } from './line-diff'

const marks = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => ({ same: ' ', added: '+', removed: '-' })[kind] + text)

describe('a diff by lines', () => {
  it('shows only what was added', () => {
    expect(marks('a\nb\n', 'a\nx\nb\n')).toEqual([' a', '+x', ' b', ' '])
  })

  it('numbers both sides', () => {
    expect(diffLines('a\nb', 'b')).toMatchObject([
      { kind: 'removed', oldLine: 1, newLine: null },
      { kind: 'same', oldLine: 2, newLine: 1 },
    ])
  })

  it('counts a changed line once, beside those that were added and removed', () => {
    expect(countChangedLines('a\nb\nc\nd', 'a\nx\ny\nc')).toBe(3)
    expect(countChangedLines('a\nb', 'a\nb')).toBe(0)
  })

  it('gives back both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after)
        const side = (left: 'added' | 'removed') =>
          lines.filter(({ kind }) => kind !== left).map(({ text: line }) => line)
        expect(side('added').join('\n')).toBe(before)
        expect(side('removed').join('\n')).toBe(after)
      }),
    )
  })

  it('folds what is far from every change', () => {
    const before = Array.from({ length: 20 }, (_, line) => `line ${line}`)
    const after = before.with(0, 'first').with(19, 'last')
    const parts = diffParts(diffLines(before.join('\n'), after.join('\n')))
    expect(parts.map((part) => part.length)).toEqual([5, 5])
  })

  it('shows no line after the break that ends both texts, and shows where only one of them ends with one', () => {
    const shown = (before: string, after: string) =>
      diffParts(diffLines(before, after)).map((part) => part.map(({ kind, text }) => `${kind} ${text}`))
    expect(shown('', 'a\nb\n')).toEqual([['added a', 'added b']])
    expect(shown('a\n', 'b\n')).toEqual([['removed a', 'added b']])
    expect(shown('a\n', 'a')).toEqual([['same a', 'removed ']])
  })
})
