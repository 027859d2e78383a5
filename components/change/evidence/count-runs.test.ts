import { describe, expect, it } from 'vitest'
import type { EvidenceRun } from '@/lib/changes/change-evidence'
import { countRuns } from './count-runs'

const mergedAt = new Date('2026-03-02T10:00:00Z')
const at = (minutes: number) => new Date(mergedAt.getTime() + minutes * 60_000)

function run(proxy: string, more: Partial<EvidenceRun> = {}): EvidenceRun {
  return {
    path: 'policies/a.yaml',
    proxy,
    environment: 'prod',
    createdAt: at(-60),
    retiredAt: null,
    deliveredAt: null,
    running: null,
    unproved: null,
    refused: null,
    ...more,
  }
}
const running = { at: at(1), evidence: 3, kind: 'reload' }

describe('who should have run a change', () => {
  it('is who was registered at the merge, as the rollout of the change counts, and nobody who came later', () => {
    expect(countRuns({ mergedAt, runs: [run('late', { createdAt: at(5) })] })).toEqual({
      proved: 0,
      total: 0,
    })
    expect(countRuns({ mergedAt, runs: [run('there')] })).toEqual({ proved: 0, total: 1 })
    const both = [run('there', { running }), run('late', { createdAt: at(5), running })]
    expect(countRuns({ mergedAt, runs: both })).toEqual({ proved: 1, total: 1 })
  })

  it('is counted once for several files, and proved only when all of them are', () => {
    const runs = [run('one', { running }), run('one', { path: 'policies/b.yaml' }), run('two', { running })]
    expect(countRuns({ mergedAt, runs })).toEqual({ proved: 1, total: 2 })
  })
})
