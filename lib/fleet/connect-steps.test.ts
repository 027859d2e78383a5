import { describe, expect, it } from 'vitest'
import { connectSteps } from './connect-steps'

const at = new Date('2026-03-03T09:00:00Z')
const content = (blob: string) => ({
  sha256: null,
  blob,
  commit: blob.repeat(40),
  behindBy: 0,
  at,
  source: 'disk',
})
const desired = { sha256: '', blob: 'a', commit: 'a'.repeat(40), broughtBy: 'c'.repeat(40) }
const before = { desired, delivered: null, running: [], evidence: null, live: 0, mode: 'pull' }
const states = (proxy: Parameters<typeof connectSteps>[0]) => connectSteps(proxy).map(({ state }) => state)

describe('the steps of a proxy that is being connected', () => {
  it('are one current after what is done, until all are', () => {
    expect(states(before)).toEqual(['done', 'current', 'todo', 'todo'])
    const delivered = { ...before, delivered: content('a') }
    expect(states(delivered)).toEqual(['done', 'done', 'current', 'todo'])
    const seen = { ...delivered, live: 1, evidence: 2 as const }
    expect(states(seen)).toEqual(['done', 'done', 'done', 'current'])
    const running = [{ ...content('a'), evidence: 3 as const, reason: null }]
    const proved = connectSteps({ ...seen, running, evidence: 3 })
    expect(proved.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
    expect(proved.at(-1)?.says).toBe('It is proved to run aaaaaaa, with evidence E3')
  })

  it('never call a file delivered that is another one, and say who brings the right one', () => {
    const other = { ...before, delivered: content('b') }
    expect(connectSteps(other)[1]).toEqual({
      says: 'The file on its disk is bbbbbbb; it is to become the file of ccccccc',
      state: 'current',
    })
    expect(connectSteps({ ...other, mode: 'observe' })[1]?.says).toContain(
      'somebody else brings the file of ccccccc',
    )
  })
})
