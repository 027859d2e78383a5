import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { CoverageNote } from './coverage-note'

const WHOLE = { proxies: 4, reporting: 4, silent: [], moreSilent: 0, gaps: [], moreGaps: 0 }

function said(coverage: Partial<Parameters<typeof CoverageNote>[0]['coverage']>): string {
  const html = renderToStaticMarkup(createElement(CoverageNote, { coverage: { ...WHOLE, ...coverage } }))
  return html.replaceAll(/<[^>]+>/g, '')
}

describe('what numbers say of their coverage', () => {
  it('is all of the proxies where each sends its log', () => {
    expect(said({})).toBe('Covers 4 of 4 proxies in this view. Nothing is known to be missing.')
  })

  it('counts a silent proxy as not covered, and names it with the end of what is known', () => {
    const silent = [{ proxy: 'github-dev-1', since: new Date('2026-11-22T10:19:00Z'), retiredAt: null }]
    const words = said({ silent, moreSilent: 1 })
    expect(words).toContain('Covers 2 of 4 proxies in this view.')
    expect(words).toContain('github-dev-1 is silent since 22 Nov 2026, 10:19:00 UTC.')
    expect(words).toContain('1 more is silent, or was until it was retired.')
    expect(words).toContain('Of the logs that came nothing is known to be missing.')
  })

  it('says of a retired proxy that it is, and until when it was silent', () => {
    const since = new Date('2026-11-22T10:19:00Z')
    const retiredAt = new Date('2026-11-23T10:19:00Z')
    const gap = { proxy: 'pod-2', bytes: 2100, events: null, from: since, to: since, retiredAt }
    const words = said({ silent: [{ proxy: 'pod-1', since, retiredAt }], gaps: [gap] })
    expect(words).toContain(
      'pod-1 was silent since 22 Nov 2026, 10:19:00 UTC, until it was retired 23 Nov 2026, 10:19:00 UTC.',
    )
    expect(words).toContain('pod-2 (retired): 2,100 bytes not read')
  })

  it('counts who never sent a log apart from who is silent', () => {
    expect(said({ reporting: 3 })).toContain('Covers 3 of 4 proxies in this view. 1 sent no log.')
  })
})
