import { describe, expect, it } from 'vitest'
import { rolloutScale } from './rollout-scale'

describe('the scale of a rollout', () => {
  it('has at most four steps that people count in, and reaches the last move', () => {
    const { endMs, ticks } = rolloutScale([31_000, 59_000, 85_000])
    expect(ticks.map(({ text }) => text)).toEqual(['+30 s', '+1 min', '+1 min 30 s'])
    expect(endMs).toBe(90_000)
    expect(rolloutScale([120, 640]).ticks.map(({ text }) => text)).toEqual([
      '+0.2 s',
      '+0.4 s',
      '+0.6 s',
      '+0.8 s',
    ])
  })

  it('ends before a move that came very much later than the others', () => {
    expect(rolloutScale([1_000, 2_000, 3_000, 7_200_000]).endMs).toBe(3_000)
  })

  it('exists when nobody moved, or all at once', () => {
    expect(rolloutScale([]).endMs).toBe(100)
    expect(rolloutScale([0, 0]).ticks).toHaveLength(1)
  })
})
