import { describe, expect, it } from 'vitest'
import { colourLines } from './colour-lines'
import { foldUnchanged, type DiffLine } from './diff-lines'
import { pairLines } from './pair-lines'
import { withWordMarks } from './word-marks'

/** Lines of a whole file: ` a` unchanged, `-a` removed, `+a` added. */
function lines(...texts: string[]): DiffLine[] {
  let [oldLine, newLine] = [0, 0]
  return texts.map((text) => {
    const kind = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'same'
    return {
      kind,
      oldLine: kind === 'added' ? null : (oldLine += 1),
      newLine: kind === 'removed' ? null : (newLine += 1),
      text: text.slice(1),
    }
  })
}

const same = (count: number) => Array.from({ length: count }, (_, at) => ` s${at}`)

describe('unchanged lines', () => {
  it('are folded but for three around each change, and none is lost', () => {
    const all = lines(...same(10), '+new', ...same(20), '-old', ...same(6))
    const segments = foldUnchanged([{ lines: all }])
    expect(segments.map((one) => [one.kind, 'lines' in one ? one.lines.length : one.count])).toEqual([
      ['folded', 7],
      ['lines', 7],
      ['folded', 14],
      ['lines', 7],
      ['folded', 3],
    ])
    expect(segments.flatMap((one) => ('lines' in one ? one.lines : []))).toEqual(all)
  })

  it('stay where a fold would save nothing', () => {
    const all = lines(...same(5), '+new', ...same(8), '-old', ...same(5))
    expect(foldUnchanged([{ lines: all }])).toEqual([{ kind: 'lines', lines: all }])
  })

  it('that are not in the diff are counted, before the first part and between two', () => {
    const all = lines(...same(10), '+new', ...same(20), '-old', ...same(6))
    const segments = foldUnchanged([{ lines: all.slice(7, 14) }, { lines: all.slice(28, 35) }])
    expect(segments.map((one) => ('count' in one ? one.count : one.kind))).toEqual([7, 'lines', 14, 'lines'])
  })

  it('are left out, and counted, when a fold would be endless', () => {
    const [first, second] = foldUnchanged([{ lines: lines(...same(2000), '+new') }])
    expect(first).toEqual({ kind: 'left-out', count: 1997 })
    expect(second?.kind).toBe('lines')
  })
})

describe('changed lines', () => {
  it('are paired with what replaces them, also behind a new line', () => {
    const rows = pairLines(['  value: ["eur"]'], ['  op: in', '  value: ["eur", "gbp"]'])
    expect(rows).toEqual([
      { old: null, new: 0, alike: false },
      { old: 0, new: 1, alike: true },
    ])
  })

  it('without a partner stand beside each other, unmarked', () => {
    const rows = pairLines(['alpha: 1', 'beta: 2'], ['xyz'])
    expect(rows).toEqual([
      { old: 0, new: 0, alike: false },
      { old: 1, new: null, alike: false },
    ])
    expect(withWordMarks(lines('-alpha: 1', '-beta: 2', '+xyz')).some(({ marks }) => marks)).toBe(false)
  })

  it('all have a row, in order, however many there are', () => {
    const [old, fresh] = [100, 90].map((count) => Array.from({ length: count }, (_, at) => `item ${at}: x`))
    const rows = pairLines(old ?? [], fresh ?? [])
    const places = (side: 'old' | 'new') => rows.map((row) => row[side]).filter((place) => place !== null)
    expect(places('old')).toEqual(old?.map((_, at) => at))
    expect(places('new')).toEqual(fresh?.map((_, at) => at))
  })

  it('are coloured by their own side, cut where a mark begins and ends', () => {
    const [removed, added] = withWordMarks(lines('-on_deny: "Only eur."', '+on_deny: "Only eur, usd."'))
    if (removed === undefined || added === undefined) throw new Error('no lines')
    const pieces = colourLines([removed, added], 'yaml').get(added)
    expect(pieces?.map(({ text, tone, marked }) => [text, tone, marked])).toEqual([
      ['on_deny', 'k', false],
      [':', null, false],
      [' ', null, false],
      ['"Only eur', 'v', false],
      [', usd', 'v', true],
      ['."', 'v', false],
    ])
  })

  it('of a text in a block have the colour of what stands above them on their side', () => {
    const all = lines(' note: |', '-  key: old', '+  key: new')
    const coloured = colourLines(all, 'yaml')
    expect(all.slice(1).map((line) => coloured.get(line)?.map(({ tone }) => tone))).toEqual([['v'], ['v']])
    const plain = colourLines(all, 'text')
    expect(all.map((line) => plain.get(line)?.map(({ tone }) => tone))).toEqual([[null], [null], [null]])
  })
})
