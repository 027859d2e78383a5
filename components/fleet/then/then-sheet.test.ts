import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ThenSheet } from './then-sheet'

const at = new Date('2026-03-03T14:03:00Z')
const hour = { from: new Date('2026-03-03T14:00:00Z'), to: new Date('2026-03-03T15:00:00Z') }

function said(silentSince: Date | null, madeAt = new Date('2026-03-03T16:00:00Z')): string {
  const props = {
    repository: 'northwind/agent-policies',
    branch: 'main',
    name: 'github-prod-1',
    policyPath: 'policies/platform/github.yaml',
    at,
    commit: null,
    address: 'https://lockstep.example/fleet/github-prod-1',
    madeAt,
    tip: null,
    desired: null,
    runs: [],
    state: 'not-running' as const,
    silentSince: null,
    agreed: null,
    decided: { ...hour, allowed: 398, denied: 14, counted: 'calls' as const, missing: null, silentSince },
  }
  return renderToStaticMarkup(createElement(ThenSheet, props))
}

describe('the statement of an hour', () => {
  it('says that nothing is known to be missing where the connector was heard until its end, or later', () => {
    expect(said(null)).toContain('14 denied. Nothing of its log in that hour is known to be missing.')
  })

  it('says from when on it knows nothing where the connector fell silent and did not come back', () => {
    const html = said(new Date('2026-03-03T14:20:00Z'))
    expect(html).toContain(
      'last heard of 3 Mar 2026, 14:20:00 UTC: what it decided after that is not in the log.',
    )
    expect(html).not.toContain('Nothing of its log in that hour')
  })

  it('says that the hour was not over where it was made before its end, and to when it counts', () => {
    expect(said(null, new Date('2026-03-03T14:03:30Z'))).toContain(
      '14:00:00 UTC to 3 Mar 2026, 14:03:30 UTC, when the hour was not over: 412 decisions',
    )
    expect(said(null)).not.toContain('not over')
  })
})
