import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import { findMissedDenials } from './find-missed-denials'
import { parsePolicyTests } from './parse-policy-tests'

const POLICY = `version: "1"
tools:
  pay:
    rules: [{name: rate, rate_limit: 2/hour}]
  shell:
    rules: [{name: no-shell, action: deny}]
`

function missed(tests: string, outOfTime = () => false): string[] {
  const policy = parsePolicy(POLICY)
  const parsed = parsePolicyTests(`tests:\n${tests}`)
  if (!policy.ok || !parsed.ok) throw new Error('not valid')
  return findMissedDenials(policy, parsed.tests, { outOfTime })
}

describe('must-deny tests', () => {
  it('name each call that is allowed and must be denied', () => {
    expect(missed('  - {name: a, call: {tool: other}, expect: deny}\n')).toEqual([
      'the policy test “a” (line 2) must be denied and is allowed',
    ])
    expect(missed('  - {name: b, call: {tool: shell}, expect: deny}\n')).toEqual([])
  })

  it('do not mind which rule denies, nor what is denied though it should pass', () => {
    expect(missed('  - {name: a, call: {tool: shell}, expect: deny, rule: other, message: no}\n')).toEqual([])
    expect(missed('  - {name: a, call: {tool: shell}, expect: allow}\n')).toEqual([])
  })

  it('see an allowed call behind one that another rule denies', () => {
    const sequence = 'sequence: [{tool: pay, times: 3, expect: deny, rule: other}]'
    expect(missed(`  - {name: a, ${sequence}}\n`)).toHaveLength(1)
    expect(
      missed('  - {name: a, call: {tool: pay}, sequence: [{times: 2, expect: allow}, {expect: deny}]}\n'),
    ).toEqual([])
  })

  it('count as failed when there is no time for them', () => {
    expect(missed('  - {name: a, call: {tool: shell}, expect: deny}\n', () => true)).toEqual([
      'the policy test “a” (line 2) must be denied and could not be run',
    ])
  })
})
