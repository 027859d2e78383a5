import { describe, expect, it } from 'vitest'
import type { OwnerMove } from './owner-moves'
import { askingOf, sayMoved, sayOwnerMove } from './say-owner-move'

function move(from: string[], to: string[], more: Partial<OwnerMove> = {}): OwnerMove {
  const places = { from: { path: 'a.yaml', owners: from }, to: { path: 'b.yaml', owners: to } }
  return { what: 'file', tools: [], rules: [], shared: [], ...places, ...more }
}

describe('a move across owners is said', () => {
  it('with both who must agree', () => {
    expect(sayOwnerMove(move(['@a'], ['@b']))).toBe('moves from @a’s to @b’s: both must agree')
  })

  it('with alternatives as such, and who may agree to both', () => {
    expect(sayOwnerMove(move(['@a', '@s'], ['@b', '@s'], { shared: ['@s'] }))).toBe(
      'moves from what @a or @s own to what @b or @s own: one of each must agree; @s may agree to both',
    )
  })

  it('without somebody who does not exist: of an unowned place nobody must agree', () => {
    expect(sayOwnerMove(move([], ['@b']))).toBe(
      'moves to @b’s: nobody owns the old place, so only the new owners must agree',
    )
    expect(sayOwnerMove(move(['@a'], []))).toContain('nobody owns the new place, so only the old owners')
  })

  it('of the past as past', () => {
    expect(sayOwnerMove(move(['@a'], ['@b']), 'had-to')).toContain('both had to agree')
  })

  it('with the names of what moves, a few of many, and with what cannot be seen written out', () => {
    const parts = { what: 'rules' as const, tools: ['a', 'b', 'c', 'd', 'e'], rules: ['ca\u202ep'] }
    expect(sayMoved(move([], [], parts))).toBe('Tools a, b, c, d and 1 more and rule ca\\u202ep')
    expect(sayMoved(move([], [], { what: 'rules', tools: [], rules: ['cap'] }))).toBe('Rule cap')
  })

  it('of a push as of nobody asked', () => {
    expect(sayOwnerMove(move(['@a'], ['@b'], { shared: ['@a'] }), 'push')).toBe(
      'moves from @a’s to @b’s: a push asks none of them',
    )
    expect(sayOwnerMove(move([], ['@b']), 'push')).toContain('and a push asks nobody')
  })

  it('says who is asked where owners are not required to agree', () => {
    expect(sayOwnerMove(move(['@a'], ['@b']), 'asked')).toBe('moves from @a’s to @b’s: both are asked')
    expect(sayOwnerMove(move(['@a', '@s'], ['@b']), 'asked')).toContain('one of each is asked')
    expect(sayOwnerMove(move([], ['@b']), 'asked')).toContain('so only the new owners are asked')
  })

  it('of an open change as its branch requires it, and of one that is over as past', () => {
    const only = 'The branch requires no review by code owners.'
    expect([askingOf('open', null), askingOf('open', only)]).toEqual(['must', 'asked'])
    expect([askingOf('merged', only), askingOf('closed', null)]).toEqual(['had-to', 'had-to'])
  })
})
