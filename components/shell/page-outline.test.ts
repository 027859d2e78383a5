import { describe, expect, it } from 'vitest'
import { outlineOf } from './page-outline'

describe('the outline of a page that is on its way', () => {
  it.each([
    ['/', 'Overview'],
    ['/policies', 'Policies'],
    ['/policies/payments/stripe%20eu.yaml', 'payments/stripe eu.yaml'],
    ['/changes/412', 'Change #412'],
    ['/changes/412/evidence', 'Change #412'],
    ['/changes/by-commit/e27b9d4', 'Change'],
    ['/fleet/stripe-prod-us-2', 'stripe-prod-us-2'],
    ['/settings/people', 'Settings'],
    ['/drafts/1b2c', 'Draft'],
  ])('of %s says %s', (path, title) => {
    expect(outlineOf(path).title).toBe(title)
  })

  it.each([['/policies/%E0%A4%A'], ['/policiesandmore'], ['//'], ['']])('never fails: %j', (path) => {
    expect(outlineOf(path).title).not.toBe('')
  })
})
