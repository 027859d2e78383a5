import { compileArgumentPath, compileCondition, type CompiledCondition } from './compile-condition'
import { toInt64, wrapInt64 } from './go/int64'
import { quote } from './go/quote'
import type { Condition, Policy, Rule, StateBlock, Window } from './policy'
import { counterScope } from './rate-limit'
import { wellFormed } from './well-formed'

/** A valid policy, ready to decide calls: see `evaluate`. */
export interface CompiledPolicy {
  readonly policy: Policy
  readonly hidden: ReadonlySet<string>
  /** Whether tools that the policy does not list are denied. */
  readonly listedOnly: boolean
  /** By tool name; the rules of `*` are not repeated for each tool. */
  readonly tools: ReadonlyMap<string, CompiledTool>
  /** The rules of `*` and their counters, scope `_global`. */
  readonly wildcard: CompiledTool
  /** The counters that a call of the tool literally named `*` has besides: Intercept counts those rules in the scope `*` too. */
  readonly literalWildcard: CompiledTool
}

export interface CompiledTool {
  readonly rules: readonly CompiledRule[]
  /** The rules that keep a counter, in order. */
  readonly quotas: readonly Quota[]
}

/** A rule by its tool key and its index there. */
export interface RuleReference {
  readonly tool: string
  readonly index: number
}

export interface CompiledRule {
  readonly reference: RuleReference
  readonly name: string
  /** What the denied caller reads. */
  readonly message: string
  readonly action: string
  /** All must hold. */
  readonly conditions: readonly CompiledCondition[]
}

/** What a rule reserves of a counter when a call passes all rules. */
export interface Quota {
  readonly reference: RuleReference
  readonly key: string
  readonly window: Window
  /** `null` when the arguments do not hold the number that `increment_from` names. */
  amount(args: Readonly<Record<string, unknown>>): bigint | null
  /** `null` when the rule limits its counter by no `lt` or `lte`: then it is not counted. */
  readonly limit: bigint | null
  readonly message: string
}

const EMPTY: CompiledTool = { rules: [], quotas: [] }

/** Compiles a policy that `validatePolicy` finds valid. Regular expressions are compiled at their first use. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const tools = new Map<string, CompiledTool>()
  for (const { name, rules } of policy.tools.values()) {
    tools.set(name, {
      rules: rules.map((rule, i) => compileRule(rule, { tool: name, index: i })),
      quotas: [],
    })
  }
  for (const [name, tool] of tools)
    tools.set(name, { ...tool, quotas: quotasOf(policy, name, counterScope(name)) })
  return {
    policy,
    hidden: new Set(policy.hide),
    listedOnly: policy.default === 'deny',
    tools,
    wildcard: tools.get('*') ?? EMPTY,
    literalWildcard: { rules: [], quotas: quotasOf(policy, '*', '*') },
  }
}

function compileRule(rule: Rule, reference: RuleReference): CompiledRule {
  return {
    reference,
    name: wellFormed(rule.name),
    message: wellFormed(rule.onDeny || `Denied by rule ${quote(rule.name)}`),
    action: rule.action,
    conditions: rule.conditions.map(compileCondition),
  }
}

function quotasOf(policy: Policy, tool: string, scope: string): Quota[] {
  const rules = policy.tools.get(tool)?.rules ?? []
  return rules.flatMap((rule, index) =>
    rule.state === undefined ? [] : [compileQuota(rule, rule.state, scope, { tool, index })],
  )
}

function compileQuota(rule: Rule, state: StateBlock, scope: string, reference: RuleReference): Quota {
  const key = `${scope}.${state.counter}`
  return {
    reference,
    key,
    window: toWindow(state.window),
    amount: compileAmount(state),
    limit: findLimit(rule.conditions, `state.${key}`),
    message: wellFormed(rule.onDeny || `Rate limit exceeded for ${rule.name}`),
  }
}

function toWindow(window: string): Window {
  return window === 'minute' || window === 'hour' ? window : 'day'
}

function compileAmount({ increment, incrementFrom }: StateBlock): Quota['amount'] {
  if (incrementFrom === '') return () => increment
  const find = compileArgumentPath(incrementFrom)
  return (args) => {
    const value = find(args)
    return typeof value === 'number' ? toInt64(value) : null
  }
}

/** The first `lt` or `lte` on the rule's own counter; `lt` takes one off after cutting the fraction. */
function findLimit(conditions: readonly Condition[], path: string): bigint | null {
  for (const condition of conditions) {
    if (condition.path !== path || (condition.op !== 'lt' && condition.op !== 'lte')) continue
    const { value } = condition
    if (value.kind !== 'int' && value.kind !== 'float') continue
    const limit = toInt64(Number(value.value))
    return condition.op === 'lt' ? wrapInt64(limit - 1n) : limit
  }
  return null
}
