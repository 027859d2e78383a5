import { describe, expect, it } from 'vitest'
import { apiRoutes, forgeRoutes, routes } from './routes'

/** Calls every builder of a table with plain arguments. */
function addresses(table: Readonly<Record<string, (...args: never[]) => string>>): Record<string, string> {
  const samples: Record<string, unknown[]> = {
    policies: [{ at: 'abc', q: 'refund', team: 'payments' }],
    policy: ['payments/stripe.yaml', { at: 'abc', tool: 'create_refund' }],
    draft: ['01a2'],
    change: [12],
    changeEvidence: [12],
    changeByCommit: ['9f0e1d2'],
    proxy: ['stripe-prod-eu-1'],
    proxyThen: ['stripe-prod-eu-1', '2026-11-24T14:03:00Z'],
    fleetProxy: ['stripe-prod-eu-1'],
    retireProxy: ['stripe-prod-eu-1'],
    renewToken: ['stripe-prod-eu-1'],
    revokeToken: ['stripe-prod-eu-1'],
    acknowledgeTools: ['stripe-prod-eu-1'],
    toldLists: [{ proxy: 'stripe-prod-eu-1' }],
    knownTools: ['policies/payments/stripe.yaml'],
    askHost: ['stripe-prod-eu-1'],
    adoptFile: ['stripe-prod-eu-1'],
    changeProxyPath: ['stripe-prod-eu-1'],
    settings: ['people'],
    docs: ['errors/conflict'],
    session: ['01a2'],
    key: ['01a2'],
    audit: [{ who: 'mara', action: 'key' }],
    auditExport: [{ who: 'mara', format: 'csv' }],
    newerDecisions: [{ result: 'denied', after: '1-2-3' }],
    submitDraft: ['01a2'],
    refreshChange: [12],
    revertCommit: ['9f0e1d2'],
    returnToCommit: ['9f0e1d2'],
    exportRuns: [
      { policy: ['policies/payments/stripe.yaml'], from: '2026-11-24T14:03:00Z', to: '2026-11-24T15:03:00Z' },
    ],
    exportTopRules: [{ hours: '168' }],
    exportPolicyTests: [{ policy: 'payments/stripe.yaml', at: 'abc', of: 'coverage' }],
    exportLoads: ['stripe-prod-eu-1', { format: 'csv' }],
    exportInstances: ['stripe-prod-eu-1'],
    exportSessions: ['everybody'],
    exportRollout: ['9f0e1d2', { format: 'csv' }],
    exportComparison: [{ compare: '9f0e1d2...8e1d2f3', policy: 'payments/stripe.yaml' }],
    pull: [12],
    describeChange: [12],
    commit: ['9f0e1d2'],
    file: ['9f0e1d2', 'policies/payments/stripe.yaml'],
  }
  return Object.fromEntries(
    Object.entries(table).map(([name, build]) => [
      name,
      String(Reflect.apply(build, undefined, samples[name] ?? [])),
    ]),
  )
}

describe('addresses', () => {
  it('of pages', () => {
    expect(addresses(routes)).toMatchSnapshot()
  })

  it('of the API', () => {
    expect(addresses(apiRoutes)).toMatchSnapshot()
  })

  it('of the forge', () => {
    const repository = { owner: 'northwind', name: 'agent-policies' }
    expect(addresses(forgeRoutes('https://github.com/', repository))).toMatchSnapshot()
  })

  it.each([
    ['a?b#c.yaml', '/policies/a%3Fb%23c.yaml'],
    ['ü ‮.yaml', '/policies/%C3%BC%20%E2%80%AE.yaml'],
  ])('keep a hostile file name inside its segment: %s', (path, address) => {
    expect(routes.policy(path)).toBe(address)
  })

  it('leave out what is not given', () => {
    expect(routes.decisions({ result: 'denied' })).toBe('/decisions?result=denied')
  })
})
