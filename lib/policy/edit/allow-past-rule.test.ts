import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../compile-policy'
import { evaluate } from '../evaluate'
import { MemoryCounters } from '../memory-counters'
import { parsePolicy } from '../parse-policy'
import { applyEdits } from './apply-edits'
import type { CallCandidate } from './call-candidate'
import { allowCandidates } from './call-candidates'
import { possibleIn } from './possible-candidates'

const POLICY = `version: "1"
tools:
  create_refund:
    rules:
      - name: cap
        conditions:
          - path: args.amount
            op: lte
            value: 1000
          - path: args.reason
            op: exists
            value: true
        on_deny: "Too much, or no reason."
      - name: pace
        rate_limit: 10/hour
  create_payout:
    rules:
      - name: never
        action: deny
        on_deny: "Not by an agent."
  "*":
    rules:
      - name: together
        rate_limit: 600/hour
`

function load(text: string) {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed
}

/** What is offered for a call that a rule denied. */
function offered(tool: string, rule: string, argKeys: readonly string[] | null, text = POLICY) {
  const { policy } = load(text)
  return possibleIn(text, allowCandidates(policy, { tool, argKeys, rule }, []))
}

/** How many of so many calls one after the other are allowed with the candidate in the policy. */
function allowed(
  candidate: CallCandidate | undefined,
  tool: string,
  args: object,
  calls = 1,
  text = POLICY,
): number {
  const result = applyEdits(text, candidate?.edits ?? [])
  if (result.kind !== 'edited') throw new Error(result.reason)
  const compiled = compilePolicy(load(result.text).policy)
  const counters = new MemoryCounters()
  const answers = Array.from({ length: calls }, () =>
    evaluate(compiled, { tool, args: { ...args } }, counters, new Date(0)),
  )
  return answers.filter((answer) => answer.result === 'allowed').length
}

describe('a call that a rule denied is let through', () => {
  it('without the one condition that it surely does not meet, and the others stay', () => {
    const { candidates } = offered('create_refund', 'cap', ['amount'])
    expect(candidates.map(({ title }) => title)).toEqual([
      'Without the condition reason given',
      'Without the rule cap',
    ])
    expect(allowed(candidates[0], 'create_refund', { amount: 5 })).toBe(1)
    expect(allowed(candidates[0], 'create_refund', { amount: 5000 })).toBe(0)
  })

  it.each([[['amount', 'reason']], [null]])('without any one condition where nothing is sure: %j', (keys) => {
    const { candidates } = offered('create_refund', 'cap', keys)
    expect(candidates.map(({ title }) => title)).toEqual([
      'Without the condition amount ≤ 1000',
      'Without the condition reason given',
      'Without the rule cap',
    ])
    expect(allowed(candidates[0], 'create_refund', { amount: 5000, reason: 'x' })).toBe(1)
    expect(allowed(candidates[0], 'create_refund', { amount: 5000 })).toBe(0)
  })

  it('without one of the first conditions and the whole rule, however many it has', () => {
    const many = Array.from({ length: 500 }, (_, n) => `{ path: args.a${n}, op: lte, value: ${n} }`)
    const text = `version: "1"\ntools:\n  big:\n    rules:\n      - { name: r, conditions: [${many.join(', ')}] }\n`
    const { candidates } = offered('big', 'r', null, text)
    expect(candidates).toHaveLength(9)
    expect(candidates.at(-1)?.title).toBe('Without the rule r')
  })

  it('only without the whole rule where it meets no condition of it', () => {
    const { candidates } = offered('create_refund', 'cap', [])
    expect(candidates.map(({ title }) => title)).toEqual(['Without the rule cap'])
    expect(allowed(candidates[0], 'create_refund', {})).toBe(1)
  })

  it('up to twice as many where a limit denied it', () => {
    const { candidates } = offered('create_refund', 'pace', ['amount', 'reason'])
    expect(candidates.map(({ title }) => title)).toEqual([
      'At most 20 calls per hour, not 10',
      'Without the rule pace',
    ])
    expect(allowed(candidates[0], 'create_refund', { amount: 5, reason: 'x' }, 30)).toBe(20)
    expect(allowed(candidates[1], 'create_refund', { amount: 5, reason: 'x' }, 30)).toBe(30)
  })

  it('in its own shape only where every call of the tool is denied', () => {
    const { candidates } = offered('create_payout', 'never', ['amount'])
    expect(candidates.map(({ title }) => title)).toEqual([
      'Calls of create_payout that carry amount',
      'Without the rule never',
    ])
    expect(allowed(candidates[0], 'create_payout', { amount: 5 })).toBe(1)
    expect(allowed(candidates[0], 'create_payout', { to: 'x' })).toBe(0)
  })

  it('by a rule of every tool, which says that it is about every tool', () => {
    const { candidates } = offered('create_refund', 'together', ['amount', 'reason'])
    expect(candidates.map(({ title }) => title)).toEqual([
      'At most 1200 calls per hour, not 600',
      'Without the rule together, for every tool',
    ])
  })

  it('with the number of calls where nothing else denies them, and without it where something may', () => {
    const alone = POLICY.slice(0, POLICY.indexOf('  "*":'))
    const calls = [
      { keys: ['amount'], calls: 40 },
      { keys: ['amount', 'to'], calls: 56 },
      { keys: [], calls: 4 },
    ]
    const counted = (tool: string, rule: string, text: string) => {
      const { policy } = load(text)
      return allowCandidates(policy, { tool, rule, argKeys: ['amount'] }, calls).map((one) => one.calls)
    }
    expect(counted('create_payout', 'never', alone)).toEqual([96, 100])
    expect(counted('create_payout', 'never', `default: deny\n${alone}`)).toEqual([96, 100])
    expect(counted('create_payout', 'never', POLICY)).toEqual([null, null])
    expect(counted('create_payout', 'never', `${alone}hide: ["*"]\n`)).toEqual([])
    expect(counted('create_refund', 'pace', alone).at(-1)).toBeNull()
    const [some, all] = offered('create_payout', 'never', ['amount'], alone).candidates
    expect(allowed(some, 'create_payout', { amount: 5, to: 'x' }, 1, alone)).toBe(1)
    expect(allowed(some, 'create_payout', {}, 1, alone)).toBe(0)
    expect(allowed(all, 'create_payout', {}, 1, `default: deny\n${alone}`)).toBe(1)
  })

  it('by none where the file does not let the rule be changed, and the reason is said', () => {
    const shared = POLICY.replace('conditions:\n', 'conditions: &shared\n').replace(
      '  create_payout:\n    rules:\n',
      '  issue_credit:\n    rules:\n      - name: cap\n        conditions: *shared\n  create_payout:\n    rules:\n',
    )
    const { candidates, refusal } = offered('issue_credit', 'cap', [], shared)
    expect(candidates.map(({ title }) => title)).toEqual(['Without the rule cap'])
    expect(refusal).toBeNull()
    const first = offered('create_refund', 'cap', [], shared)
    expect(first.candidates).toEqual([])
    expect(first.refusal).toMatch(/shared/)
  })
})
