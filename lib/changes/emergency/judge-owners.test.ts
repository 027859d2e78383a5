import { describe, expect, it } from 'vitest'
import { judgeOwners, sayOwners, type EmergencyTerms } from './judge-owners'

const PATH = 'policies/payments/stripe.yaml'

it('says per file whether one emergency reviewer suffices, and if not, who else must approve', () => {
  const path = { path: PATH, line: 3 }
  const terms = { reviewers: ['@acme/Security'], drafter: 'ana', protection: null }
  const says = (owners: string[], line: number | null = 3) =>
    judgeOwners([{ ...path, owners, line }], terms).map(sayOwners)
  expect(says(['@ben', '@acme/security'])).toEqual([
    'one of @ben or @acme/security, line 3: @acme/security is an owner on this line, so one approval by them suffices',
  ])
  expect(says(['@ben'])).toEqual([
    'one of @ben, line 3: no emergency reviewer is on this line, so one of these must approve too',
  ])
  const ruled = (team: string) => judgeOwners([{ ...path, owners: ['@acme/security'], teams: [team] }], terms)
  expect(ruled('@acme/data').map(sayOwners)).toEqual([
    'one of @acme/security, line 3, and @acme/data, which a ruleset requires: no emergency reviewer approves for them',
  ])
  expect(ruled('@acme/security')).toMatchObject([{ teams: [], answer: { kind: 'suffices' } }])
})

describe('whether one approval suffices', () => {
  const protection = { approvals: 1, lastPush: false, codeOwners: null, checks: [], isWhole: true }
  const terms = { reviewers: ['@acme/security', '@ben'], drafter: 'Ben', protection }
  const judge = (owners: string[], more: Partial<EmergencyTerms> = {}) => {
    const [one] = judgeOwners([{ path: PATH, line: 3, owners }], { ...terms, ...more })
    if (one === undefined) throw new Error('not judged')
    return { kind: one.answer.kind, says: sayOwners(one) }
  }

  it('is never said of an emergency reviewer who drafted it: GitHub lets nobody approve their own', () => {
    expect(judge(['@ben', '@cleo'])).toEqual({
      kind: 'drafter',
      says: 'one of @ben or @cleo, line 3: @ben drafted it and cannot approve it, so @cleo must',
    })
    expect(judge(['@ben'])).toEqual({
      kind: 'drafter',
      says: 'one of @ben, line 3: @ben drafted it and cannot approve it, and nobody else owns it: somebody else must submit it',
    })
    expect(judge(['@ben', '@acme/security'])).toMatchObject({ kind: 'suffices' })
    expect(judge(['@ben'], { reviewers: ['@cleo'] }).says).toContain('nobody else owns it')
    expect(judge(['@ben'], { drafter: null })).toMatchObject({ kind: 'suffices' })
  })

  it('is never said where the branch requires more than one', () => {
    const two = { ...protection, approvals: 2 }
    expect(judge(['@acme/security'], { protection: two })).toEqual({
      kind: 'more',
      says: 'one of @acme/security, line 3: @acme/security is an owner on this line, but one approval does not suffice: the branch requires 2',
    })
  })

  it('is no question of owners where the branch requires none of them; what it requires of anybody is said', () => {
    const free = { ...protection, codeOwners: false }
    expect(judge(['@cleo'], { protection: free })).toEqual({
      kind: 'not-required',
      says: 'one of @cleo, line 3: asked, and not required: the branch requires no review by code owners, but the branch requires an approval',
    })
    expect(judge(['@cleo'], { protection: { ...protection, codeOwners: true } }).kind).toBe('others-too')
    expect(judge(['@cleo'], { protection: { ...protection, codeOwners: null } }).kind).toBe('others-too')
  })

  it.each([
    [null, 'and the branch may still require an approval'],
    [{ ...protection, approvals: 0, isWhole: false }, 'and the branch may still require an approval'],
    [{ ...protection, approvals: 0 }, 'and the branch requires no approval'],
    [protection, 'but the branch requires an approval'],
    [{ ...protection, approvals: 2 }, 'but the branch requires 2 approvals'],
  ])('is no question where nobody owns the file; what the branch requires is said: %j', (seen, says) => {
    expect(judge([], { protection: seen })).toEqual({
      kind: 'nobody',
      says: `no owner: CODEOWNERS asks nobody for it, ${says}`,
    })
  })
})
