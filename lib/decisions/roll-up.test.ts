import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rollUp, SHARDS, type Counted } from './roll-up'

const NOON = Date.UTC(2026, 10, 26, 12) * 1000
const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The greatest number that a dictionary gives: 31 bits. */
const MOST = 2 ** 31 - 1

const few = fc.constantFrom(1, 2, MOST)
const row: fc.Arbitrary<Counted> = fc.record({
  at: fc.integer({ min: -2 * DAY, max: 2 * DAY }).map((microseconds) => NOON + microseconds),
  repository: few,
  proxy: fc.constantFrom(0, 1, 5, MOST),
  tool: few,
  result: fc.constantFrom(0, 1, 2),
  rule: fc.constantFrom(0, 1, 2, MOST),
  digest: fc.constantFrom(0, 1),
})

/** Counts under a text of everything that is counted by. */
function countBy(rows: readonly Counted[], key: (row: Counted) => unknown[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[key(row).join()] = (counts[key(row).join()] ?? 0) + 1
  return counts
}

function inText<Cell extends { readonly n: number }>(cells: readonly Cell[], key: (cell: Cell) => unknown[]) {
  return Object.fromEntries(cells.map((cell) => [key(cell).join(), cell.n]))
}

describe('a roll-up', () => {
  it('counts every row once in each of its spans, and gives each count once', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const { minutes, hours, days } = rollUp(rows)
        const startOf = (at: number, span: number) => at - (at % span)
        const names = ({ repository, proxy, tool, result, rule, digest }: Omit<Counted, 'at'>) => [
          repository,
          proxy,
          tool,
          result,
          rule,
          digest,
        ]
        for (const [cells, span] of [
          [hours, HOUR],
          [days, DAY],
        ] as const) {
          const expected = countBy(rows, (one) => [startOf(one.at, span), ...names(one)])
          expect(inText(cells, (cell) => [cell.start, ...names(cell)])).toEqual(expected)
          expect(cells).toHaveLength(Object.keys(expected).length)
        }
        const perMinute = countBy(rows, ({ at, repository, proxy, result }) => [
          startOf(at, MINUTE),
          repository,
          proxy % SHARDS,
          result,
        ])
        expect(
          inText(minutes, ({ start, repository, shard, result }) => [start, repository, shard, result]),
        ).toEqual(perMinute)
        expect(minutes).toHaveLength(Object.keys(perMinute).length)
      }),
    )
  })

  it('is in the same order whatever order the rows come in, so that writers never wait for each other in a ring', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        expect(rollUp([...rows].reverse())).toEqual(rollUp(rows))
      }),
    )
  })
})
