import { describe, expect, it } from 'vitest'
import { isOwnedBy, ownedPolicies, teamsOf } from './owned-policies'

const POLICIES = [
  { owners: ['@acme/payments', '@acme/security'] },
  { owners: ['@Ana', 'ana@acme.test'] },
  { owners: [] },
  { owners: null },
  { owners: ['@acme/payments'] },
]

describe('what somebody owns', () => {
  it('counts each policy once, through teams and by name in any case', () => {
    const inTeam = (team: string) => team === 'acme/payments'
    expect(ownedPolicies(POLICIES, 'ana', inTeam)).toEqual({
      through: ['@Ana', '@acme/payments'],
      policies: 3,
    })
  })

  it('is nothing for who is on no line', () => {
    expect(ownedPolicies(POLICIES, 'rita', () => false)).toEqual({ through: [], policies: 0 })
  })

  it('holds a policy by name or by a team, and none that nobody owns', () => {
    const owned = POLICIES.map(({ owners }) => isOwnedBy(owners, 'ana', (team) => team === 'acme/payments'))
    expect(owned).toEqual([true, true, false, false, true])
  })

  it('is asked of each team once', () => {
    expect(teamsOf(POLICIES)).toEqual(['acme/payments', 'acme/security'])
  })
})
