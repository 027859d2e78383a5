import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { PolicyLines } from './policy-lines'
import { PolicyReading } from './policy-reading'
import { PolicyTraffic } from './traffic'

const COUNTED = new PolicyTraffic({
  tools: [
    { tool: 'look', calls: 1204, denied: 0, wouldDeny: 0 },
    { tool: 'refund', calls: 611, denied: 214, wouldDeny: 0 },
    { tool: 'payout', calls: 9, denied: 9, wouldDeny: 0 },
    { tool: 'unlisted', calls: 135, denied: 135, wouldDeny: 0 },
  ],
  rules: [{ tool: 'refund', rule: 'cap', denied: 214, wouldDeny: 0 }],
  longRules: [],
  since: null,
})

/** What a policy with tools of every answer says, without its markup. */
function words(traffic: PolicyTraffic | null): string {
  const loaded = parsePolicy(`version: "1"
default: deny
tools:
  look: { rules: [] }
  refund:
    rules:
      - name: cap
        conditions: [{ path: args.amount, op: lte, value: 600 }]
      - { name: rate, rate_limit: 20/hour }
  payout: { rules: [{ name: never, action: deny }] }
`)
  if (!loaded.ok) throw new Error(loaded.loadError)
  const reading = describePolicy(loaded.policy)
  const deniedHref = (rule: string) => `/decisions?rule=${rule}`
  const props = { reading, lines: new PolicyLines(loaded), traffic, deniedHref }
  return renderToStaticMarkup(createElement(PolicyReading, props))
}

describe('the reading of a policy', () => {
  it('says of each tool how often it was called and denied, and of each rule what it denied, with the way there', () => {
    const html = words(COUNTED)
    const text = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
    expect(text).toContain('look 1,204 calls in 24 h')
    expect(text).toContain('refund 611 calls, 214 denied in 24 h')
    expect(html).toContain('href="/decisions?rule=cap" data-row-link="">214 denied in 24 h</a>')
    expect(text).toContain('rate · 0 denied in 24 h')
    expect(text).toMatch(/payout denied, line 10 9 calls, 9 denied in 24 h/)
    expect(text).toMatch(/any other tool denied, line 2 135 calls, 135 denied in 24 h/)
  })

  it('names no number where nobody counts', () => {
    expect(words(null)).not.toContain('24 h')
  })
})
