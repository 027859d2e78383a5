import { findRule } from '../find-rule'
import type { Policy } from '../policy'
import { allowPastRule } from './allow-past-rule'
import type { CallCandidate, CallShape } from './call-candidate'
import type { Edit, RuleContent } from './edits'
import { addressable, given, MOST_KEYS } from './key-conditions'

/** Calls of the tool lately: how many carried a key, of those whose keys are known. */
export interface ToolCalls {
  readonly sampled: number
  readonly keys: readonly { readonly key: string; readonly calls: number }[]
}

/**
 * Rules that deny calls like this one, narrowest first. A rule allows only what meets all its conditions, so that it can deny by one
 * argument that is given, not by two at once; values are not in the log, so no rule is made of them.
 */
export function denyCandidates(policy: Policy, call: CallShape, calls: ToolCalls): CallCandidate[] {
  const own = addressable(call.argKeys ?? [])
  const counted = own.map((key) => ({ key, count: countOf(calls, key) }))
  const byKey = counted
    .filter(({ count }) => calls.sampled === 0 || count < calls.sampled)
    .sort((a, b) => a.count - b.count || a.key.localeCompare(b.key))
    .slice(0, MOST_KEYS)
    .map(({ key, count }): CallCandidate => {
      const conditions = [given(key, false)]
      const content = { name: nameFor(policy, call.tool, `no-${key}`), conditions }
      return {
        title: `Calls that carry ${key}`,
        edits: addRule(policy, call.tool, content),
        calls: calls.sampled === 0 ? null : count,
      }
    })
  const every: RuleContent = { name: nameFor(policy, call.tool, `${call.tool}-denied`), action: 'deny' }
  return [
    ...byKey,
    {
      title: `Every call of ${call.tool}`,
      edits: addRule(policy, call.tool, every),
      calls: calls.sampled === 0 ? null : calls.sampled,
    },
  ]
}

/**
 * Ways to allow calls like this one, narrowest first; none where the policy has no longer the rule that denied it. A rule can only deny:
 * a call is allowed by changing the rule that denies it, not by a further one.
 */
export function allowCandidates(policy: Policy, call: CallShape, calls: ToolCalls): CallCandidate[] {
  const hidden = policy.hide.indexOf(call.tool)
  const show: Edit[] = hidden < 0 ? [] : [{ op: 'remove-hide', index: hidden, named: call.tool }]
  if (hidden < 0 && call.rule !== null) {
    const place = findRule(policy, call.tool, call.rule)
    if (place !== null) return allowPastRule(place, call)
  }
  const isListed = policy.tools.has(call.tool)
  if (isListed || policy.default !== 'deny')
    return hidden < 0 ? [] : [{ title: `Show ${call.tool} to agents`, edits: show, calls: null }]
  const every: CallCandidate = {
    title: `Every call of ${call.tool}`,
    edits: [...show, { op: 'add-tool', tool: call.tool, rules: [] }],
    calls: calls.sampled === 0 ? null : calls.sampled,
  }
  const own = addressable(call.argKeys ?? [])
  if (call.argKeys === null || own.length === 0 || own.length > MOST_KEYS) return [every]
  const others = addressable(calls.keys.map(({ key }) => key)).filter((key) => !own.includes(key))
  const conditions = [
    ...own.map((key) => given(key, true)),
    ...others.slice(0, MOST_KEYS).map((key) => given(key, false)),
  ]
  const rules: RuleContent[] = [{ name: `${call.tool}-shape`, conditions }]
  return [
    {
      title: 'Calls shaped like this one',
      edits: [...show, { op: 'add-tool', tool: call.tool, rules }],
      calls: null,
    },
    every,
  ]
}

function countOf({ keys }: ToolCalls, key: string): number {
  return keys.find((one) => one.key === key)?.calls ?? 0
}

function addRule(policy: Policy, tool: string, content: RuleContent): Edit[] {
  return policy.tools.has(tool)
    ? [{ op: 'add-rule', tool, content, at: 0 }]
    : [{ op: 'add-tool', tool, rules: [content] }]
}

function nameFor(policy: Policy, tool: string, stem: string): string {
  const taken = new Set(policy.tools.get(tool)?.rules.map(({ name }) => name))
  let name = stem
  for (let nth = 2; taken.has(name); nth += 1) name = `${stem}-${nth}`
  return name
}
