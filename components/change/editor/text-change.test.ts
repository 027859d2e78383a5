import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeBetween } from './text-change'

it('leaves as much as it can at both ends, and makes the one text of the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { head, tail } = changeBetween(before, after)
      const written = after.slice(head, after.length - tail)
      expect(before.slice(0, head) + written + before.slice(before.length - tail)).toBe(after)
      expect(head + tail).toBeLessThanOrEqual(Math.min(before.length, after.length))
      const gone = before.slice(head, before.length - tail)
      const isLonger =
        gone !== '' && written !== '' && (gone[0] === written[0] || gone.at(-1) === written.at(-1))
      expect(isLonger).toBe(false)
    }),
  )
})
