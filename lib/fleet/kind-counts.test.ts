import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KindCounts } from './kind-counts'

const BY = { kindOf: (thing: { kind: string }) => thing.kind, keyOf: (kind: string) => kind }
const thing = fc.record({ kind: fc.constantFrom<string[]>('a', 'b', 'c', 'd') })
const lists = fc.tuple(
  fc.array(thing, { minLength: 1, maxLength: 20 }),
  fc.array(fc.tuple(fc.nat(), thing), { maxLength: 6 }),
)

/** The list with each change of it, and what counts it: made from the counts of the list before. */
function changedOnce([list, changes]: [{ kind: string }[], [number, { kind: string }][]]) {
  const after = [...list]
  const changed = new Map<number, { kind: string }>()
  for (const [at, one] of changes) changed.set(at % list.length, one)
  for (const [place, one] of changed) after[place] = one
  const before = KindCounts.of(BY, list)
  return { after, before, counts: before.with([...changed]) }
}

const RANKS: Readonly<Record<string, number | null>> = { a: 2, b: 1, c: null, d: 1 }

describe('counts of kinds', () => {
  it('counts a list that changed as one that is counted anew, and leaves the counts before it as they were', () => {
    fc.assert(
      fc.property(lists, ([list, changes]) => {
        const { after, before, counts } = changedOnce([list, changes])
        const asMap = (counted: typeof counts) =>
          new Map(counted.list().map(({ kind, count }) => [kind, count]))
        expect(asMap(counts)).toEqual(asMap(KindCounts.of(BY, after)))
        expect(asMap(before)).toEqual(asMap(KindCounts.of(BY, list)))
      }),
    )
  })

  it('finds the places of a kind in their order', () => {
    fc.assert(
      fc.property(lists, (input) => {
        const { after, counts } = changedOnce(input)
        const expected = after.flatMap(({ kind }, place) => (kind === 'b' ? [place] : []))
        expect(counts.placesOf((kind) => kind === 'b')).toEqual(expected)
      }),
    )
  })

  it('gives any part of the list as sorting the whole list would', () => {
    fc.assert(
      fc.property(lists, fc.nat({ max: 22 }), fc.nat({ max: 22 }), (input, from, length) => {
        const { after, counts } = changedOnce(input)
        const rank = (place: number) => RANKS[after[place]?.kind ?? ''] ?? null
        const expected = [...after.keys()]
          .filter((place) => rank(place) !== null)
          .sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0))
          .slice(from, from + length)
        expect(counts.sorted((kind) => RANKS[kind] ?? null, from, from + length)).toEqual(expected)
      }),
    )
  })
})
