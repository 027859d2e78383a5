import { expect, it } from 'vitest'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { FileMeaning } from './compare-files'
import { sumEffect } from './sum-effect'

function compared(before: string, after: string): FileMeaning {
  const [old, next] = [parsePolicy(before), parsePolicy(after)]
  if (!old.ok || !next.ok) throw new Error('no policy')
  return {
    path: 'p.yaml',
    meaning: { kind: 'compared', comparison: comparePolicies(old.policy, next.policy) },
  }
}

const ALLOW = 'version: "1"\ndefault: allow\n'
const DENY = 'version: "1"\ndefault: deny\n'

it('adds up loosening and tightening over the files of a change', () => {
  const looser = compared(DENY, ALLOW)
  const tighter = compared(ALLOW, DENY)
  expect(sumEffect([looser])).toMatchObject({ verdict: 'loosens', loosens: 1, tightens: 0 })
  expect(sumEffect([tighter])).toMatchObject({ verdict: 'tightens', loosens: 0, tightens: 1 })
  expect(sumEffect([looser, tighter])).toMatchObject({ verdict: 'both', loosens: 1, tightens: 1 })
  expect(sumEffect([compared(ALLOW, `${ALLOW}# note\n`)]).verdict).toBe('same')
})

it('never calls the same what was not compared, and says when no policy differs', () => {
  const removed: FileMeaning = { path: 'q.yaml', meaning: { kind: 'removed' } }
  expect(sumEffect([compared(ALLOW, ALLOW), removed])).toMatchObject({ verdict: 'unknown', uncompared: 1 })
  expect(sumEffect([])).toMatchObject({ verdict: 'none' })
})
