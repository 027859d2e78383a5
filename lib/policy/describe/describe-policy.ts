import type { Policy } from '../policy'
import { describeListed, wildcardRules, type Posture, type ToolReading, type ToolRule } from './describe-tool'

/** A policy as a person reads it, grouped by answer. */
export interface PolicyReading {
  /** What is not listed: the file's `default`. */
  readonly default: string
  /** Every named tool in the order of the file, then names that are only hidden. */
  readonly tools: readonly ToolReading[]
  /** A tool that the policy does not name. */
  readonly anyOther: ToolReading
  /** The rules of `*`: they hold for each tool, and their limits are shared by all of them. */
  readonly everyTool: readonly ToolRule[]
  /** How many named tools have each posture: the posture bar. */
  readonly postures: Readonly<Record<Posture, number>>
  /** The reading's three headings, in the order of `tools`; `anyOther` is added to the one it belongs to by the page. */
  readonly groups: {
    readonly alwaysAllowed: readonly ToolReading[]
    readonly underRules: readonly ToolReading[]
    readonly never: readonly ToolReading[]
  }
}

/** Plain words for a whole policy. Never throws, also for a policy that does not validate. */
export function describePolicy(policy: Policy): PolicyReading {
  const everyTool = wildcardRules(policy)
  const names = new Set([...policy.tools.keys(), ...policy.hide])
  names.delete('*')
  const tools = [...names].map((name) => describeListed(policy, name, policy.tools.get(name), everyTool))
  const postures = { allowed: 0, conditions: 0, limited: 0, denied: 0, hidden: 0 }
  for (const { posture } of tools) postures[posture] += 1
  return {
    default: policy.default,
    tools,
    anyOther: describeListed(policy, '*', undefined, everyTool),
    everyTool,
    postures,
    groups: {
      alwaysAllowed: tools.filter(({ posture }) => posture === 'allowed'),
      underRules: tools.filter(({ posture }) => posture === 'conditions' || posture === 'limited'),
      never: tools.filter(({ posture }) => posture === 'denied' || posture === 'hidden'),
    },
  }
}
