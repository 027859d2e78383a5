import { describe, expect, it } from 'vitest'
import type { ProxyThen, StateThen } from './proxy-then'
import { orderThen } from './order-then'

const TEAMS: Readonly<Record<string, string>> = { a: 'pay', b: 'pay', c: 'data' }

function proxy(name: string, environment: string, state: StateThen): ProxyThen {
  return {
    name,
    environment,
    team: TEAMS[name] ?? null,
    policyPath: `policies/${environment}.yaml`,
    desired: null,
    silentSince: null,
    runs: [],
    state,
  }
}

const ALL = [
  proxy('a', 'dev', 'in-sync'),
  proxy('b', 'prod', 'in-sync'),
  proxy('c', 'prod', 'other'),
  proxy('d', 'prod', 'not-running'),
  proxy('e', 'prod', 'other'),
  proxy('f', 'dev', 'not-known'),
]

describe('the list of the fleet of an instant', () => {
  it('begins with the largest group, and each with what needs a look, by name', () => {
    const { groups, proxies } = orderThen(ALL, 'env')
    expect(groups).toEqual([
      { name: 'prod', total: 4, inSync: 1 },
      { name: 'dev', total: 2, inSync: 1 },
    ])
    expect(proxies.map(({ name }) => name).join('')).toBe('cedbfa')
  })

  it('begins with the state that needs a look first, however many are in another', () => {
    const { groups, proxies } = orderThen([...ALL, proxy('g', 'dev', 'in-sync')], 'state')
    expect(groups.map(({ name }) => name)).toEqual(['other', 'not-known', 'not-running', 'in-sync'])
    expect(proxies.map(({ name }) => name).join('')).toBe('cefdabg')
  })

  it('has those without a team together', () => {
    const { groups, proxies } = orderThen(ALL, 'team')
    expect(groups).toEqual([
      { name: '', total: 3, inSync: 0 },
      { name: 'pay', total: 2, inSync: 2 },
      { name: 'data', total: 1, inSync: 0 },
    ])
    expect(proxies.map(({ name }) => name).join('')).toBe('efdabc')
  })

  it('has no groups when none are asked for, and the same order', () => {
    const { groups, proxies } = orderThen(ALL, 'none')
    expect(groups).toEqual([])
    expect(proxies.map(({ name }) => name).join('')).toBe('cefdab')
  })
})
