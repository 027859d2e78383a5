import { describe, expect, it } from 'vitest'
import { columnOf, fleetBoard, MOST_NAMED } from './fleet-board'
import type { PlacedRunning } from './judged-proxy'

const at = new Date('2026-03-01T00:00:00Z')

function content(commit: string | null, behindBy: number | null): PlacedRunning {
  return { sha256: null, blob: null, commit, behindBy, at, source: 'test', evidence: 3, reason: null }
}

const proxy = (name: string, environment: string) =>
  ({ name, environment, state: 'IN_SYNC', running: [content('a', 0)] }) as const

describe('the distance board', () => {
  it('puts a proxy on the worst content that one of its processes runs', () => {
    expect(columnOf({ state: 'DID_NOT_RELOAD', running: [content('a', 0), content('b', 1)] })).toBe(
      'one-behind',
    )
    expect(columnOf({ state: 'REJECTED', running: [content('a', 1), content('b', 4)] })).toBe('two-behind')
    expect(columnOf({ state: 'EDITED', running: [content('a', 0), content(null, null)] })).toBe(
      'in-no-commit',
    )
    expect(columnOf({ state: 'IN_SYNC', running: [content('a', 0)] })).toBe('current')
  })

  it('knows no distance of what is not proved or does not run', () => {
    expect(columnOf({ state: 'OFFLINE', running: [content('a', 0)] })).toBe('not-known')
    expect(columnOf({ state: 'UNVERIFIED', running: [content('a', 1)] })).toBe('not-known')
    expect(columnOf({ state: 'NOT_DELIVERED', running: [] })).toBe('not-known')
  })

  it('counts every proxy once, the largest environment first', () => {
    const board = fleetBoard([proxy('a', 'dev'), proxy('b', 'prod'), proxy('c', 'prod')])
    expect(board.map(({ environment, total }) => [environment, total])).toEqual([
      ['prod', 2],
      ['dev', 1],
    ])
    expect(board[0]?.cells.current.named.map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('counts by state instead of naming where there are too many to draw', () => {
    const many = Array.from({ length: MOST_NAMED + 1 }, (_, index) => proxy(`p${index}`, 'prod'))
    const cell = fleetBoard(many)[0]?.cells.current
    expect(cell).toEqual({
      count: MOST_NAMED + 1,
      states: [{ state: 'IN_SYNC', count: MOST_NAMED + 1 }],
      named: [],
    })
  })
})
