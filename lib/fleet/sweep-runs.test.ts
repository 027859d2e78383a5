import { describe, expect, it } from 'vitest'
import { type RunEvent, type RunInstance, sweepRuns } from './sweep-runs'

const SPAN = { from: 0, to: 100 }
const proved = (content: string) => ({ content, evidence: 4 })

const old = (instanceId: string, content: string | null, endedAt: number | null = null): RunInstance => ({
  instanceId,
  before: content === null ? null : proved(content),
  isOld: true,
  endedAt,
})

const load = (at: number, content: string, more: Partial<RunEvent> = {}): RunEvent => ({
  instanceId: 'one',
  at,
  kind: 'reload',
  result: 'success',
  ...proved(content),
  ...more,
})

/** "0-10 A", "10-100 not-proved". */
const said = (...[instances, loads]: [RunInstance[], RunEvent[]]) =>
  sweepRuns(SPAN, instances, loads).map(
    ({ from, to, state, contents }) =>
      `${from}-${to} ${state === 'proved' ? '' : `${state} `}${contents.join('+')}`,
  )

describe('what a proxy ran over time', () => {
  it('is what its process loaded, from each load to the next', () => {
    expect(said([old('one', 'A')], [load(10, 'B'), load(40, 'C')])).toEqual(['0-10 A', '10-40 B', '40-100 C'])
  })

  it('goes on through a load of the same, and through a refused one', () => {
    const loads = [
      load(10, 'A'),
      load(20, 'B', { result: 'failure' }),
      load(30, 'A', { kind: 'restart-command' }),
    ]
    expect(said([old('one', 'A')], loads)).toEqual(['0-100 A'])
  })

  it('is nothing before the first start, and after the last end', () => {
    const start = load(20, 'A', { kind: 'startup' })
    const end = load(60, '', { kind: 'shutdown', result: null })
    expect(said([], [start, end])).toEqual(['20-60 A'])
    expect(said([old('one', 'A', 30)], [])).toEqual(['0-30 A'])
    expect(said([], [load(20, 'A', { kind: 'startup', result: 'failure' })])).toEqual([])
  })

  it('is several while its processes run several, and one again when they agree', () => {
    const loads = [load(10, 'B'), load(50, 'B', { instanceId: 'two' })]
    expect(said([old('one', 'A'), old('two', 'A')], loads)).toEqual(['0-10 A', '10-50 mixed A+B', '50-100 B'])
  })

  it('is not proved below E3, or while one process never said what it loaded', () => {
    expect(said([old('one', 'A')], [load(10, 'B', { evidence: 2 })])).toEqual([
      '0-10 A',
      '10-100 not-proved B',
    ])
    expect(said([old('one', 'A'), old('two', null, 50)], [])).toEqual(['0-50 not-proved A', '50-100 A'])
  })

  it('counts nothing that happened later', () => {
    expect(said([old('one', 'A')], [load(150, 'B')])).toEqual(['0-100 A'])
  })
})
