import type { Policy } from '../policy'
import type { ConditionContent, Edit, RuleContent } from './edits'

/** A call as the log tells it. */
export interface CallShape {
  readonly tool: string
  /** Names of its arguments; null when the proxy does not record them. */
  readonly argKeys: readonly string[] | null
}

/** Calls of the tool lately: how many carried a key, of those whose keys are known. */
export interface ToolCalls {
  readonly sampled: number
  readonly keys: readonly { readonly key: string; readonly calls: number }[]
}

/** A way to answer calls like one differently, as edits of its policy. */
export interface CallCandidate {
  /** "Calls that carry reason". */
  readonly title: string
  readonly edits: readonly Edit[]
  /** Calls of the sample that it is about; null where the log cannot tell. */
  readonly calls: number | null
}

/** Beyond this a rule is not read any more. */
const MOST_KEYS = 8

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
 * Ways to allow calls like this one, narrowest first; none where a rule of the policy denies it, which a person must read and change.
 */
export function allowCandidates(policy: Policy, call: CallShape, calls: ToolCalls): CallCandidate[] {
  const hidden = policy.hide.indexOf(call.tool)
  const show: Edit[] = hidden < 0 ? [] : [{ op: 'remove-hide', index: hidden, named: call.tool }]
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

/** A key with a dot would be read as a path into an argument. */
function addressable(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => key !== '' && !key.includes('.'))
}

function countOf({ keys }: ToolCalls, key: string): number {
  return keys.find((one) => one.key === key)?.calls ?? 0
}

function given(key: string, value: boolean): ConditionContent {
  return { path: `args.${key}`, op: 'exists', value: { kind: 'bool', value } }
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
