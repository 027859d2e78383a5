import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentBefore } from './clock'

const instant = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2030-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const age = fc.double({ min: 2, max: 400, noNaN: true })

describe('momentBefore', () => {
  it('never changes the order of two moments of the past', () => {
    fc.assert(
      fc.property(instant, age, age, (now, a, b) => {
        const [older, younger] = a > b ? [a, b] : [b, a]
        expect(momentBefore(now, older).getTime()).toBeLessThanOrEqual(momentBefore(now, younger).getTime())
      }),
    )
  })

  it('puts what is older than two days into working hours of a working day', () => {
    fc.assert(
      fc.property(instant, age, (now, days) => {
        const at = momentBefore(now, days)
        expect([1, 2, 3, 4, 5]).toContain(at.getUTCDay())
        expect(at.getUTCHours()).toBeGreaterThanOrEqual(8)
        expect(at.getUTCHours()).toBeLessThan(19)
      }),
    )
  })

  it('keeps the last two days exact, to the second', () => {
    const now = new Date('2026-11-24T03:00:00.900Z')
    expect(momentBefore(now, 33 / 1440)).toEqual(new Date('2026-11-24T02:27:00Z'))
  })
})
