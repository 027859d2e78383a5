import { findRule } from '../find-rule'
import type { Policy } from '../policy'
import { allowPastRule } from './allow-past-rule'
import { printable } from '../describe/sentence'
import type { CallCandidate, CallShape, CallShapes } from './call-candidate'
import type { Edit, RuleContent } from './edits'
import { addressable, countCalls, given, MOST_KEYS } from './key-conditions'

/**
 * Rules that deny calls like this one, narrowest first. A rule allows only what meets all its conditions, so that it can deny by one
 * argument that is given, not by two at once; values are not in the log, so no rule is made of them.
 */
export function denyCandidates(policy: Policy, call: CallShape, calls: CallShapes): CallCandidate[] {
  // To list a tool that is denied by now because it is not listed would allow all its other calls.
  const isDenied = policy.default === 'deny' && !policy.tools.has(call.tool)
  const own = isDenied ? [] : addressable(call.argKeys ?? [])
  const all = countCalls(calls, () => true)
  const counted = own.map((key) => ({ key, count: countCalls(calls, (keys) => keys.includes(key)) }))
  const byKey = counted
    .filter(({ count }) => all === null || count !== all)
    .sort((a, b) => (a.count ?? 0) - (b.count ?? 0) || a.key.localeCompare(b.key))
    .slice(0, MOST_KEYS)
    .map(({ key, count }): CallCandidate => {
      const conditions = [given(key, false)]
      const content = { name: nameFor(policy, call.tool, `no-${key}`), conditions }
      return {
        title: `Calls that carry ${key}`,
        edits: addRule(policy, call.tool, content),
        calls: count,
        note: `Deny when ${printable(key)} is given; every other call gets what it got.`,
      }
    })
  const every: RuleContent = { name: nameFor(policy, call.tool, `${call.tool}-denied`), action: 'deny' }
  return [
    ...byKey,
    {
      title: `Every call of ${call.tool}`,
      edits: addRule(policy, call.tool, every),
      calls: all,
      note: 'A first rule, not a removal: the other rules stay, and decide again when this one goes.',
    },
  ]
}

/**
 * Ways to allow calls like this one, narrowest first; none where the policy has no longer the rule that denied it. A rule can only deny:
 * a call is allowed by changing the rule that denies it, not by a further one.
 */
export function allowCandidates(policy: Policy, call: CallShape, calls: CallShapes): CallCandidate[] {
  // Everything is hidden: no call is allowed by what is done about one tool or rule.
  if (policy.hide.includes('*')) return []
  const hidden = policy.hide.indexOf(call.tool)
  const show = policy.hide
    .flatMap((name, index): Edit[] => (name === call.tool ? [{ op: 'remove-hide', index, named: name }] : []))
    .reverse()
  if (hidden < 0 && call.rule !== null) {
    const place = findRule(policy, call.tool, call.rule)
    if (place !== null) return allowPastRule(policy, place, call, calls)
  }
  const isListed = policy.tools.has(call.tool)
  if (isListed || policy.default !== 'deny')
    return hidden < 0
      ? []
      : [
          {
            title: `Show ${call.tool} to agents`,
            edits: show,
            calls: null,
            note: 'Agents see the tool; its rules decide each call.',
          },
        ]
  const every: CallCandidate = {
    title: `Every call of ${call.tool}`,
    edits: [...show, { op: 'add-tool', tool: call.tool, rules: [] }],
    calls: countCalls(calls, () => true),
    note: `List the tool without a rule.${remaining(policy)}`,
  }
  const own = addressable(call.argKeys ?? [])
  if (call.argKeys === null || own.length === 0 || own.length > MOST_KEYS) return [every]
  const others = othersOf(calls, own)
  const conditions = [...own.map((key) => given(key, true)), ...others.map((key) => given(key, false))]
  const isLikeIt = (keys: readonly string[]) =>
    own.every((key) => keys.includes(key)) && !others.some((key) => keys.includes(key))
  const rules: RuleContent[] = [{ name: `${call.tool}-shape`, conditions }]
  return [
    {
      title: 'Calls shaped like this one',
      edits: [...show, { op: 'add-tool', tool: call.tool, rules }],
      calls: countCalls(calls, isLikeIt),
      note: `Allow when ${areGiven(own)}${others.length === 0 ? '' : `, and ${areGiven(others, ' not')}`}.${remaining(policy)}`,
    },
    every,
  ]
}

/** Names that other calls of the tool carry, the most frequent first. */
function othersOf(calls: CallShapes, own: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const { keys, calls: count } of calls)
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + count)
  const names = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key)
  return addressable(names)
    .filter((key) => !own.includes(key))
    .slice(0, MOST_KEYS)
}

function areGiven(keys: readonly string[], not: '' | ' not' = ''): string {
  return `${keys.map(printable).join(' and ')} ${keys.length === 1 ? 'is' : 'are'}${not} given`
}

function remaining({ tools }: Policy): string {
  return tools.has('*') ? ' The rules for every tool still hold.' : ''
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
