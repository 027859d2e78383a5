import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markLines } from './line-marks'

const marksOf = (before: string, after: string) => {
  const { changed, added, removedBefore, removed, earlier } = markLines(before, after)
  return { changed: [...changed], added: [...added], removedBefore: [...removedBefore], removed, earlier }
}

describe('markLines', () => {
  it('tells a line that took the place of another from one that is new', () => {
    const { changed, added, removed, earlier } = marksOf('a\nvalue: 5\nz\n', 'a\nvalue: 7\nnew\nz\n')
    expect({ changed, added, removed }).toEqual({ changed: [2], added: [3], removed: 0 })
    expect(earlier).toEqual([{ before: 2, lines: [{ text: 'value: 5', marks: [[7, 8]] }] }])
  })

  it('says where lines are gone, also at the end', () => {
    expect(marksOf('a\nb\nc\n', 'a\nc\n')).toMatchObject({ removedBefore: [2], removed: 1, changed: [] })
    expect(marksOf('a\nb', 'a')).toMatchObject({ removedBefore: [2], removed: 1 })
  })

  it('marks a line whose break alone changed', () => {
    expect(marksOf('a\r\nb\r\n', 'a\nb\r\n').changed).toEqual([1])
  })

  it('marks nothing in a text that did not change, and every line of a new one but the last empty one', () => {
    expect(marksOf('a\nb\n', 'a\nb\n')).toMatchObject({ changed: [], added: [], removed: 0, earlier: [] })
    expect(marksOf('', 'a\nb\n')).toMatchObject({ changed: [], added: [1, 2] })
  })

  it('leaves lines unmarked only where they are lines of both texts, in the same order', () => {
    const text = array(constantFrom('a', 'b', 'c\r', ''), { maxLength: 12 }).map((all) => all.join('\n'))
    assert(
      property(text, text, (before, after) => {
        const { changed, added, removed, earlier } = markLines(before, after)
        const kept = after.split('\n').filter((_, index) => !changed.has(index + 1) && !added.has(index + 1))
        const old = before.split('\n')
        let at = -1
        for (const line of kept) {
          at = old.indexOf(line, at + 1)
          expect(at).toBeGreaterThanOrEqual(0)
        }
        const gone = earlier.reduce((sum, { lines }) => sum + lines.length, 0)
        expect(old.length - gone).toBe(kept.length)
        expect(gone).toBe(changed.size + removed)
      }),
    )
  })
})
