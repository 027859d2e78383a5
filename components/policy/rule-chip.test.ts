import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { PolicyLines } from './policy-lines'
import { RuleChips } from './rule-chip'

/** The chips of the limits of a policy in which one tool sums an argument. */
function limits(argument: string): string {
  const loaded = parsePolicy(`version: "1"
tools:
  pay:
    rules:
      - name: volume
        conditions: [{ path: state.pay.sum, op: lte, value: 600 }]
        state: { counter: sum, window: hour, increment_from: args.${argument} }
`)
  if (!loaded.ok) throw new Error(loaded.loadError)
  const rules = describePolicy(loaded.policy).tools.flatMap((tool) => tool.rules)
  const lines = new PolicyLines(loaded)
  return renderToStaticMarkup(createElement(RuleChips, { rules, kind: 'limit', lines, traffic: null }))
}

describe('the chip of a limit', () => {
  it('keeps the amount and its window on one line', () => {
    expect(limits('amount')).toMatch(/[^\u00a0>]*amount.* 600\u00a0\/\u00a0hour/)
  })

  it('is made of the longest argument that a file can hold', () => {
    expect(limits('a'.repeat(500_000))).toContain('600\u00a0/\u00a0hour')
  })
})
