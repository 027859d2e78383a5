import { describe, expect, it } from 'vitest'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import type { Rule } from '@/lib/policy/policy'
import { PolicyTraffic, sayDenials } from './traffic'

function rule(scope: string, name: string) {
  const denial: Rule = { name, action: 'deny', conditions: [], rateLimit: '', onDeny: '' }
  return { scope, reading: describeRule(denial, scope) }
}

const traffic = new PolicyTraffic({
  tools: [
    { tool: 'refund', calls: 10, denied: 4, wouldDeny: 2 },
    { tool: 'charge', calls: 5, denied: 1, wouldDeny: 0 },
    { tool: 'unlisted', calls: 3, denied: 3, wouldDeny: 0 },
  ],
  rules: [
    { tool: 'refund', rule: 'cap', denied: 4, wouldDeny: 2 },
    { tool: 'charge', rule: 'cap', denied: 1, wouldDeny: 0 },
  ],
  longRules: [
    { tool: 'refund', rule: 'cap', denied: 40, wouldDeny: 0, blob: 'before' },
    { tool: 'refund', rule: 'cap', denied: 2, wouldDeny: 0, blob: null },
    { tool: 'refund', rule: 'cap', denied: 1, wouldDeny: 0, blob: 'now' },
  ],
  since: new Date('2026-11-20T00:00:00Z'),
})

describe('what a rule denied', () => {
  it('is that of its own tool, and of every tool for a rule of *', () => {
    expect(traffic.rule(rule('refund', 'cap'))).toEqual({ denied: 4, wouldDeny: 2 })
    expect(traffic.rule(rule('*', 'cap'))).toEqual({ denied: 5, wouldDeny: 2 })
    expect(traffic.ruleSince(rule('charge', 'cap'), new Set())).toEqual({ denied: 0, wouldDeny: 0 })
    expect(traffic.ruleSince(rule('refund', 'cap'), new Set())).toEqual({ denied: 43, wouldDeny: 0 })
  })

  it('is nothing that another rule of its name denied, in a content before', () => {
    expect(traffic.ruleSince(rule('refund', 'cap'), new Set(['before']))).toEqual({ denied: 3, wouldDeny: 0 })
  })

  it('says apart what only observing proxies let through', () => {
    expect(sayDenials({ denied: 4, wouldDeny: 0 })).toBe('4 denied in 24 h')
    expect(sayDenials({ denied: 4, wouldDeny: 2 })).toContain('2 would be')
  })

  it('is not known of a rule without a name', () => {
    expect(traffic.rule(rule('refund', ''))).toBeNull()
  })
})

describe('calls of tools', () => {
  it('count what the policy does not list together', () => {
    expect(traffic.tool('refund')).toEqual({ tool: 'refund', calls: 10, denied: 4, wouldDeny: 2 })
    expect(traffic.tool('never')).toEqual({ calls: 0, denied: 0, wouldDeny: 0 })
    expect(traffic.otherTools(new Set(['refund', 'charge']))).toEqual({ calls: 3, denied: 3, wouldDeny: 0 })
  })
})
