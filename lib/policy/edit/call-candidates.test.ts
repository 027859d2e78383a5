import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../compile-policy'
import { evaluate } from '../evaluate'
import { MemoryCounters } from '../memory-counters'
import { parsePolicy } from '../parse-policy'
import { validatePolicy } from '../validate-policy'
import { applyEdits } from './apply-edits'
import type { CallCandidate } from './call-candidate'
import { allowCandidates, denyCandidates } from './call-candidates'

const OPEN = 'version: "1"\ntools:\n  create_refund:\n    rules: []\n'
const CLOSED = 'version: "1"\ndefault: deny\nhide: [create_coupon]\ntools: {}\n'
const CALLS = [
  { keys: ['amount'], calls: 40 },
  { keys: ['amount', 'reason'], calls: 56 },
  { keys: ['amount', 'note', 'reason'], calls: 4 },
]

function load(text: string) {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed
}

/** Whether the policy with the candidate in it allows a call. */
function allows(
  text: string,
  { edits }: CallCandidate | undefined = { title: '', edits: [], calls: 0, note: '' },
  tool: string,
  args: Record<string, unknown>,
): boolean {
  const result = applyEdits(text, edits)
  if (result.kind !== 'edited') throw new Error(result.reason)
  const parsed = load(result.text)
  expect(validatePolicy(parsed)).toEqual([])
  const compiled = compilePolicy(parsed.policy)
  return evaluate(compiled, { tool, args }, new MemoryCounters(), new Date(0)).result === 'allowed'
}

describe('rules from a call', () => {
  it('deny from the rarest argument of the call to every call, and nothing more', () => {
    const call = { tool: 'create_refund', argKeys: ['amount', 'reason', 'note'], rule: null }
    const found = denyCandidates(load(OPEN).policy, call, CALLS)
    expect(found.map(({ title, calls }) => [title, calls])).toEqual([
      ['Calls that carry note', 4],
      ['Calls that carry reason', 60],
      ['Every call of create_refund', 100],
    ])
    expect(allows(OPEN, found[0], 'create_refund', { amount: 1, note: 'x' })).toBe(false)
    expect(allows(OPEN, found[0], 'create_refund', { amount: 1, reason: 'x' })).toBe(true)
    expect(allows(OPEN, found[2], 'create_refund', {})).toBe(false)
  })

  it('allow from the call’s own shape to every call, also of a hidden tool', () => {
    const call = { tool: 'create_coupon', argKeys: ['amount', 'reason'], rule: '(default deny)' }
    const found = allowCandidates(load(CLOSED).policy, call, CALLS)
    expect(found.map(({ title, calls, note }) => [title, calls, note])).toEqual([
      ['Calls shaped like this one', 56, 'Allow when amount and reason are given, and note is not given.'],
      ['Every call of create_coupon', 100, 'List the tool without a rule.'],
    ])
    expect(allows(CLOSED, found[0], 'create_coupon', { amount: 1, reason: 'x' })).toBe(true)
    expect(allows(CLOSED, found[0], 'create_coupon', { amount: 1, reason: 'x', note: 'y' })).toBe(false)
    expect(allows(CLOSED, found[1], 'create_coupon', {})).toBe(true)
  })

  it('allow a tool that is hidden twice, and none where all are hidden', () => {
    const call = { tool: 'create_coupon', argKeys: [], rule: '(hidden)' }
    const twice = CLOSED.replace('[create_coupon]', '[create_coupon, other, create_coupon]')
    expect(allows(twice, allowCandidates(load(twice).policy, call, [])[0], 'create_coupon', {})).toBe(true)
    const all = CLOSED.replace('[create_coupon]', '["*"]')
    expect(allowCandidates(load(all).policy, call, CALLS)).toEqual([])
    const capped = `version: "1"\nhide: []\ntools:\n  create_refund:\n    rules: [{name: cap, action: deny}]\n`
    const denied = { tool: 'create_refund', argKeys: [], rule: 'cap' }
    expect(allowCandidates(load(capped).policy, denied, CALLS)).not.toEqual([])
    expect(allowCandidates(load(capped.replace('[]', '["*"]')).policy, denied, CALLS)).toEqual([])
  })

  it('deny nothing less than every call of a tool that is denied by now, since to list it allows the others', () => {
    const call = { tool: 'create_refund', argKeys: ['amount', 'reason'], rule: null }
    const found = denyCandidates(load(CLOSED).policy, call, CALLS)
    expect(found.map(({ title }) => title)).toEqual(['Every call of create_refund'])
    expect(allows(CLOSED, found[0], 'create_refund', { amount: 1 })).toBe(false)
    const listed = CLOSED.replace('{}', '{create_refund: {rules: []}}')
    expect(denyCandidates(load(listed).policy, call, CALLS)).toHaveLength(2)
  })

  it('are only about whole tools where keys are not recorded or would be read as paths', () => {
    const unknown = { tool: 'create_refund', argKeys: null, rule: null }
    expect(denyCandidates(load(OPEN).policy, unknown, [])).toMatchObject([{ calls: null }])
    expect(denyCandidates(load(OPEN).policy, { ...unknown, argKeys: ['a.b'] }, [])).toHaveLength(1)
    expect(allowCandidates(load(CLOSED).policy, { ...unknown, tool: 'x' }, [])).toHaveLength(1)
  })

  it('allow nothing where no rule of the policy is known to deny', () => {
    const call = { tool: 'create_refund', argKeys: [], rule: 'gone' }
    expect(allowCandidates(load(OPEN).policy, call, CALLS)).toEqual([])
    expect(allowCandidates(load(OPEN).policy, { ...call, rule: null }, CALLS)).toEqual([])
  })
})
