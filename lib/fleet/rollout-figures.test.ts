import { describe, expect, it } from 'vitest'
import { rolloutFigures } from './rollout-figures'

const moved = (proxy: string, afterMs: number) => ({ proxy, outcome: 'running' as const, afterMs })
const still = (proxy: string, outcome: 'waiting' | 'overtaken' | 'left') => ({
  proxy,
  outcome,
  afterMs: null,
})

describe('the figures of a rollout', () => {
  it('take their percentiles of all that should run it', () => {
    const rows = [moved('a', 1_000), moved('b', 2_000), still('c', 'waiting'), still('d', 'overtaken')]
    expect(rolloutFigures(rows)).toEqual({
      total: 4,
      running: 2,
      overtaken: 1,
      waiting: 1,
      p50Ms: 2_000,
      p95Ms: null,
      slowest: { proxy: 'b', ms: 2_000 },
    })
    expect(rolloutFigures([...rows, still('e', 'waiting')]).p50Ms).toBeNull()
  })

  it('leave out who left before moving', () => {
    expect(rolloutFigures([moved('a', 5), still('b', 'left')])).toMatchObject({
      total: 1,
      p50Ms: 5,
      p95Ms: 5,
    })
  })

  it('of nobody are none', () => {
    expect(rolloutFigures([])).toMatchObject({ total: 0, p50Ms: null, p95Ms: null, slowest: null })
  })
})
