import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import type { Policy } from '../policy'
import { comparePolicies } from './compare-policies'

function policy(rule: string, rest = ''): Policy {
  const parsed = parsePolicy(`version: "1"\n${rest}\ntools: {refund: {rules: [${rule}]}}\n`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

const cap = (most: number) =>
  policy(`{name: cap, conditions: [{path: args.amount, op: lte, value: ${most}}]}`)
const rate = (limit: string) => policy(`{name: rate, rate_limit: ${limit}}`)

describe('comparePolicies', () => {
  it('says which amounts become denied, with a call that proves it', () => {
    const { verdict, differences } = comparePolicies(cap(1000), cap(500))
    expect(verdict).toBe('tightens')
    expect(differences[0]).toMatchObject({
      text: 'refund: amount over 500 becomes denied (before: allowed up to 1000)',
      witness: { call: { tool: 'refund', args: { amount: 501 } }, before: { result: 'allowed' } },
    })
    expect(comparePolicies(cap(500), cap(1000)).verdict).toBe('loosens')
  })

  it('shows a lower limit by the first call that is refused', () => {
    const [difference] = comparePolicies(rate('20/hour'), rate('15/hour')).differences
    expect(difference?.text).toBe(
      'refund: at most 15 calls per hour on each proxy (before: at most 20 calls per hour)',
    )
    expect(difference?.witness.history).toMatchObject([{ times: 15 }])
  })

  it('takes the long form of a rate limit for the same', () => {
    const long = `{name: rate, conditions: [{path: state.refund.n, op: lt, value: 21}], state: {counter: n, window: hour}}`
    expect(comparePolicies(rate('20/hour'), policy(long)).verdict).toBe('same')
  })

  it('says once what is so of several rules in the same words, and each other change of a name', () => {
    const named = (...names: string[]) =>
      policy(names.map((name, at) => `{name: ${name}, rate_limit: ${at + 1}/hour}`).join(', '))
    const { verdict, cosmetic } = comparePolicies(named('a', 'a', 'b'), named('c', 'c', 'd'))
    expect(verdict).toBe('same')
    expect(cosmetic.map(({ text }) => text)).toEqual([
      'refund: rule a is now called c',
      'refund: rule b is now called d',
    ])
  })
})
