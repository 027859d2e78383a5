import { describe, expect, it } from 'vitest'
import { placeTicks } from './place-ticks'

const at = (text: string) => new Date(text).getTime()
const said = (from: string, to: string) =>
  placeTicks(at(from), at(to), 6).map((tick) => tick.at.toISOString().slice(5, 16))

describe('ticks of an axis of time', () => {
  it.each([
    ['2026-11-29T04:28Z', '2026-11-29T05:29Z', ['11-29T04:30', '11-29T04:45', '11-29T05:00', '11-29T05:15']],
    ['2026-11-24T12:30Z', '2026-11-24T14:30Z', ['11-24T12:30', '11-24T13:00', '11-24T13:30', '11-24T14:00']],
    ['2026-11-28T05:15Z', '2026-11-29T05:30Z', ['11-28T06:00', '11-28T12:00', '11-28T18:00', '11-29T00:00']],
    ['2026-11-22T05:00Z', '2026-11-29T06:00Z', ['11-23T00:00', '11-25T00:00', '11-27T00:00']],
  ])('from %s to %s are round times', (from, to, ticks) => {
    expect(said(from, to)).toEqual(ticks)
  })

  it('stand where their time is', () => {
    const ticks = placeTicks(at('2026-11-24T12:15Z'), at('2026-11-24T14:15Z'), 6)
    expect(ticks.map(({ place }) => place)).toEqual([0.125, 0.375, 0.625, 0.875])
  })

  it('are never more than asked for, however long the time, and none of no time', () => {
    for (const days of [1, 3, 30, 90, 400]) {
      const from = at('2026-01-01T00:07Z')
      const ticks = placeTicks(from, from + days * 86_400_000, 6)
      expect(ticks.length).toBeLessThanOrEqual(7)
      expect(ticks.length).toBeGreaterThan(1)
    }
    expect(placeTicks(5, 5, 6)).toEqual([])
  })
})
