import { expect, it } from 'vitest'
import { checkPreparation } from './check-preparation'
import { judgeOwners } from './judge-owners'
import type { BranchProtection } from '../rulesets/branch-protection'

const REVIEWERS = ['@acme/security']
const PROTECTION: BranchProtection = {
  approvals: 1,
  lastPush: false,
  codeOwners: true,
  checks: ['ci / lint'],
  isWhole: true,
}
const SECONDS = new Map([['ci / lint', 4]])

function check(
  protection: BranchProtection | null,
  seconds: ReadonlyMap<string, number> = SECONDS,
  owned: readonly { path: string; owners: string[]; line: number | null; teams?: string[] }[] = [],
) {
  const paths = judgeOwners(owned, { reviewers: REVIEWERS, drafter: null, protection })
  return checkPreparation({ paths, reviewers: REVIEWERS, branch: 'main', protection, seconds })
}

it('counts a policy as ready only where an emergency reviewer is an owner: one that nobody owns is counted apart', () => {
  const owned = [
    { path: 'a.yaml', owners: ['@ben', '@acme/security'], line: 1 },
    { path: 'b.yaml', owners: ['@ben'], line: 2 },
    { path: 'c.yaml', owners: [], line: null },
    { path: 'd.yaml', owners: ['@acme/security'], line: 4, teams: ['@acme/data'] },
  ]
  expect(check(PROTECTION, SECONDS, owned)).toMatchObject({
    total: 4,
    ready: 1,
    unowned: 1,
    lacking: [
      { path: 'b.yaml', says: 'one of @ben must approve too: add @acme/security to line 2 of CODEOWNERS' },
      { path: 'd.yaml', says: '@acme/data must approve too: a ruleset requires it' },
    ],
  })
})

it('counts policies whose owners are not required apart, and says so of the branch', () => {
  const owned = [
    { path: 'a.yaml', owners: ['@ben', '@acme/security'], line: 1 },
    { path: 'b.yaml', owners: ['@ben'], line: 2 },
  ]
  expect(check(PROTECTION, SECONDS, owned)).toMatchObject({ ready: 1, notRequired: 0 })
  const free = check({ ...PROTECTION, codeOwners: false }, SECONDS, owned)
  expect(free).toMatchObject({ ready: 0, notRequired: 2, lacking: [] })
  expect(free.findings).toContainEqual({
    state: 'note',
    says: 'main requires no review by code owners: approvals of others count as much.',
  })
})

it.each([
  ['one approval and a short check', PROTECTION, ['passed', 'passed']],
  ['several approvals', { ...PROTECTION, approvals: 2 }, ['long', 'passed']],
  ['an approval after the last push', { ...PROTECTION, lastPush: true }, ['passed', 'note', 'passed']],
  ['no approval and no check', { ...PROTECTION, approvals: 0, checks: [] }, ['note', 'passed']],
  ['what was never looked at', null, ['not-known']],
  [
    'what the app may read in part',
    { ...PROTECTION, approvals: 0, codeOwners: null, checks: [], isWhole: false },
    ['not-known', 'not-known', 'not-known'],
  ],
] as const)('says of a branch how long it makes the way: %s', (_, protection, states) => {
  const given = protection === null ? null : { ...protection, checks: [...protection.checks] }
  expect(check(given).findings.map(({ state }) => state)).toEqual(states)
})

it('names required checks that are slow, and those whose time is not known', () => {
  const protection = { ...PROTECTION, checks: ['lockstep/policy', 'ci / lint', 'ci / e2e', 'legacy'] }
  const { findings } = check(protection, new Map([...SECONDS, ['ci / e2e', 720]]))
  expect(findings.slice(1)).toEqual([
    { state: 'passed', says: 'The required check lockstep/policy is set by Lockstep, emergencies first.' },
    { state: 'passed', says: 'The required check ci / lint takes about 4 s.' },
    {
      state: 'long',
      says: 'The required check ci / e2e takes about 12 min: it can run without being required.',
    },
    {
      state: 'not-known',
      says: 'How long the required check legacy takes is not known: it says no beginning and end.',
    },
  ])
})
