import type { Policy, ToolPolicy } from '../policy'
import { describeRule, type RuleReading } from './describe-rule'
import { say, type Sentence } from './sentence'

/**
 * What a tool answers, before its arguments are known. `limited`: nothing but rate limits of its own. A limit of `*` alone leaves a tool
 * `allowed`: it is shared by all tools and shown once.
 */
export type Posture = 'allowed' | 'conditions' | 'limited' | 'denied' | 'hidden'

/** A rule that a call to the tool meets: the `index`-th of `tools.<scope>.rules`. */
export interface ToolRule {
  readonly scope: string
  readonly index: number
  readonly reading: RuleReading
}

/** Why a tool is `denied` or `hidden`; the rule is that of `rules` which denies every call. */
export type PostureCause =
  | { kind: 'hide'; entry: string }
  | { kind: 'default-deny' }
  | { kind: 'rule'; rule: ToolRule }

export interface ToolReading {
  /** The tool's name; `*` stands for any tool that the policy does not list. */
  readonly tool: string
  readonly posture: Posture
  readonly cause: PostureCause | null
  /** "denied by default", "hidden from agents", …; empty for postures that the rules explain. */
  readonly reason: Sentence
  /** The rules of its own, then those of `*`, in the order of evaluation. */
  readonly rules: readonly ToolRule[]
}

/** Plain words for what `tool` answers under a policy; `*` asks about any tool that is not listed. */
export function describeTool(policy: Policy, tool: string): ToolReading {
  const own = tool === '*' ? undefined : policy.tools.get(tool)
  return describeListed(policy, tool, own, wildcardRules(policy))
}

/** The same with the readings of `*` made once. */
export function describeListed(
  policy: Policy,
  tool: string,
  own: ToolPolicy | undefined,
  everyTool: readonly ToolRule[],
): ToolReading {
  const rules = [...rulesOf(own), ...everyTool]
  const { posture, cause } = judge(policy, tool, own, rules)
  return { tool, posture, cause, reason: reasonOf(cause), rules }
}

export function wildcardRules(policy: Policy): readonly ToolRule[] {
  return rulesOf(policy.tools.get('*'))
}

function rulesOf(tool: ToolPolicy | undefined): ToolRule[] {
  if (tool === undefined) return []
  return tool.rules.map((rule, index) => ({
    scope: tool.name,
    index,
    reading: describeRule(rule, tool.name),
  }))
}

function judge(
  policy: Policy,
  tool: string,
  own: ToolPolicy | undefined,
  rules: readonly ToolRule[],
): Pick<ToolReading, 'posture' | 'cause'> {
  const entry = hiddenBy(policy, tool)
  if (entry !== null) return { posture: 'hidden', cause: { kind: 'hide', entry } }
  if (policy.default === 'deny' && own === undefined) {
    return { posture: 'denied', cause: { kind: 'default-deny' } }
  }
  const denial = rules.find(({ reading }) => reading.deniesAll)
  if (denial !== undefined) return { posture: 'denied', cause: { kind: 'rule', rule: denial } }
  if (rules.some(({ reading }) => reading.kind === 'conditions'))
    return { posture: 'conditions', cause: null }
  const limited = rules.some(({ scope, reading }) => reading.kind === 'limit' && scope !== '*')
  return { posture: limited ? 'limited' : 'allowed', cause: null }
}

const hidden = new WeakMap<readonly string[], ReadonlySet<string>>()

/** The entry of `hide` that takes a tool away; each list is looked through once, however many tools are asked about. */
function hiddenBy({ hide }: Policy, tool: string): string | null {
  const names = hidden.get(hide) ?? new Set(hide)
  hidden.set(hide, names)
  if (names.has('*')) return '*'
  return names.has(tool) ? tool : null
}

function reasonOf(cause: PostureCause | null): Sentence {
  if (cause === null) return []
  switch (cause.kind) {
    case 'hide':
      return cause.entry === '*' ? say`hidden from agents, as every tool is` : say`hidden from agents`
    case 'default-deny':
      return say`denied by default: the policy does not list it`
    default:
      return cause.rule.scope === '*' ? say`denied by a rule for every tool` : say`denied by a rule`
  }
}
