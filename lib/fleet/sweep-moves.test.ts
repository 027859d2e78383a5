import { describe, expect, it } from 'vitest'
import { sweepMoves, type SweptInstance, type SweptLoad } from './sweep-moves'

const FROM = 1_000_000

const load = (instanceId: string, after: number, more: Partial<SweptLoad> = {}): SweptLoad => ({
  instanceId,
  at: FROM + after,
  receivedAt: FROM + after,
  kind: 'reload',
  result: 'success',
  evidence: 3,
  wanted: true,
  ...more,
})
const old = (instanceId: string, endedAt: number | null = null): SweptInstance => ({
  instanceId,
  before: { at: FROM - 5_000, evidence: 3, wanted: false },
  endedAt: endedAt === null ? null : FROM + endedAt,
})

describe('the moment at which a proxy moved', () => {
  it('is that of the last of its processes, not of the first', () => {
    const loads = [load('a', 1_000), load('b', 9_000, { at: FROM + 8_500 })]
    expect(sweepMoves(FROM, [old('a'), old('b')], loads)).toEqual({
      at: FROM + 9_000,
      loadedAt: FROM + 8_500,
      evidence: 3,
    })
    expect(sweepMoves(FROM, [old('a'), old('b')], loads.slice(0, 1))).toBeNull()
  })

  it('is the end of the last process that ran something else, when another runs the new content', () => {
    expect(sweepMoves(FROM, [old('a', 7_000)], [load('b', 2_000, { kind: 'startup' })])?.at).toBe(
      FROM + 7_000,
    )
  })

  it('is not the end of all processes: nothing runs then', () => {
    expect(sweepMoves(FROM, [old('a', 7_000)], [])).toBeNull()
    expect(sweepMoves(FROM, [old('a', 7_000)], [load('b', 60_000, { kind: 'startup' })])?.at).toBe(
      FROM + 60_000,
    )
  })

  it('is the beginning when the content ran already', () => {
    const ran = { instanceId: 'a', before: { at: FROM - 5_000, evidence: 4, wanted: true }, endedAt: null }
    expect(sweepMoves(FROM, [ran], [])).toEqual({ at: FROM, loadedAt: FROM - 5_000, evidence: 4 })
  })

  it('needs a proof, and takes no refused load for one', () => {
    expect(sweepMoves(FROM, [old('a')], [load('a', 1_000, { evidence: 2 })])).toBeNull()
    expect(sweepMoves(FROM, [old('a')], [load('a', 1_000, { result: 'failure' })])).toBeNull()
    expect(sweepMoves(FROM, [old('a')], [load('a', 1_000, { kind: 'restart-command' })])).toBeNull()
    const later = [load('a', 1_000, { evidence: 2 }), load('a', 3_000)]
    expect(sweepMoves(FROM, [old('a')], later)?.at).toBe(FROM + 3_000)
  })

  it('waits for a process whose loads nobody recorded', () => {
    const unknown = { instanceId: 'a', before: null, endedAt: null }
    expect(sweepMoves(FROM, [unknown, old('b')], [load('b', 1_000)])).toBeNull()
    expect(sweepMoves(FROM, [unknown, old('b')], [load('b', 1_000), load('a', 2_000)])?.at).toBe(FROM + 2_000)
  })

  it('is measured when the server heard of it, whatever the host’s clock says', () => {
    const move = sweepMoves(FROM, [old('a')], [load('a', 4_000, { at: FROM - 600_000 })])
    expect(move).toEqual({ at: FROM + 4_000, loadedAt: FROM - 600_000, evidence: 3 })
  })
})
