import { describe, expect, it } from 'vitest'
import { momentHref } from './moment-href'

describe('the address of a page at another moment', () => {
  it.each([
    ['/policies', 'team=data&from=50', '/policies?team=data&at=8c41f0e'],
    ['/policies/a/b.yaml', 'tool=x&compare=1...2', '/policies/a/b.yaml?tool=x&at=8c41f0e'],
    ['/changes', 'state=merged&more=1', '/changes?state=merged&at=8c41f0e'],
    ['/changes/7/evidence', '', '/changes/7/evidence?at=8c41f0e'],
    ['/fleet', 'env=prod&at=2026-11-03', '/fleet?env=prod&at=8c41f0e'],
    ['/fleet/stripe-1', '', '/fleet/stripe-1?at=8c41f0e'],
  ])('is that of the page, and keeps what is asked of it: %s?%s', (path, search, href) => {
    expect(momentHref(path, search, '8c41f0e')).toBe(href)
  })

  it.each([
    ['/', 'since=7d', '/policies?at=2026-11-03'],
    ['/decisions', 'q=x', '/policies?at=2026-11-03'],
    ['/drafts/1', '', '/policies?at=2026-11-03'],
    ['/changes/7', '', '/changes?at=2026-11-03'],
    ['/changes/by-commit/ab', '', '/changes?at=2026-11-03'],
    ['/connect', '', '/fleet?at=2026-11-03'],
  ])('is that of its list for a page without a past: %s', (path, search, href) => {
    expect(momentHref(path, search, '2026-11-03')).toBe(href)
  })

  it('is without a moment for now', () => {
    expect(momentHref('/fleet', 'env=prod&at=2026-11-03', null)).toBe('/fleet?env=prod')
  })
})
