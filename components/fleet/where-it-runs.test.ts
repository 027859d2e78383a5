import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { WhereItRuns } from './where-it-runs'

const NOW = new Date('2026-11-24T14:30:00Z')
const row = {
  name: 'stripe-eu-1',
  environment: 'prod',
  labels: {},
  policyPath: 'policies/payments/stripe.yaml',
  mode: 'pull',
  engine: 'lockstep',
  state: 'IN_SYNC' as const,
  sentence: 'In sync.',
  stale: false,
  lastSeenAt: NOW,
  desired: null,
  desiredSince: NOW,
  delivered: null,
  running: [],
  evidence: null,
  live: 0,
  count: 0,
  observing: 0,
  toolChanges: 0,
  toolsChangedSince: null,
}

function panel(denied: ReadonlyMap<string, number> | null): string {
  const props = { rows: [row], inSync: 1, total: 1, policy: 'payments/stripe.yaml', denied, now: NOW }
  return renderToStaticMarkup(createElement(WhereItRuns, props))
}

it('counts what each proxy of a policy denied, a zero among them', () => {
  expect(panel(new Map([['stripe-eu-1', 1234]]))).toContain('1,234')
  expect(panel(new Map())).toMatch(/Denied 24 h.*>0</s)
})

it('names no denials where nobody counted them', () => {
  expect(panel(null)).toContain('stripe-eu-1')
  expect(panel(null)).not.toMatch(/denied/i)
})
