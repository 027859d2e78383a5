import { describe, expect, it } from 'vitest'
import { labelsOf, placeIn, tellApart, windowOf } from './instant-window'

const now = new Date('2026-11-24T14:00:00Z')
const past = new Date('2026-11-03T15:30:00Z')

describe('the window of a slider of instants', () => {
  it('has its instant in the middle', () => {
    const window = windowOf('weeks', past, null, now)
    expect(window).toEqual({ from: new Date('2026-10-27T15:30:00Z'), to: new Date('2026-11-10T15:30:00Z') })
    expect(placeIn(window, past)).toBe(0.5)
  })

  it('ends now, and is as long near its end', () => {
    const window = windowOf('day', new Date('2026-11-24T13:00:00Z'), null, now)
    expect(window).toEqual({ from: new Date('2026-11-23T14:00:00Z'), to: now })
  })

  it('spans all that is recorded, and an instant from before', () => {
    const first = new Date('2026-01-01T00:00:00Z')
    expect(windowOf('all', past, first, now)).toEqual({ from: first, to: now })
    const before = new Date('2020-03-03T00:00:00Z')
    expect(windowOf('all', before, first, now).from).toEqual(before)
    expect(windowOf('all', now, null, now).from.getTime()).toBeLessThan(now.getTime())
  })

  it('holds no instant outside', () => {
    expect(placeIn(windowOf('day', past, null, now), now)).toBeNull()
  })

  it('names times of a day, and days of a longer one', () => {
    expect(labelsOf(windowOf('day', now, null, now), now).map(({ word }) => word)).toEqual([
      '14:00',
      '20:00',
      '02:00',
      '08:00',
      '14:00',
    ])
    expect(labelsOf(windowOf('weeks', past, null, now), now)[0]?.word).toBe('27 Oct')
  })

  it('has ticks that can be told apart', () => {
    expect(tellApart([0, 0.001, 0.01, 0.5, 0.501], 0.01)).toEqual([0, 0.01, 0.5])
  })
})
