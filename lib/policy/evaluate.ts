import type { Facts } from './compile-condition'
import type { CompiledPolicy, CompiledRule, CompiledTool } from './compile-policy'
import type { CounterStore } from './counters'
import { quote } from './go/quote'
import type { Decision } from './decision'
import { reserveQuotas } from './reserve'
import { wellFormed } from './well-formed'

/** A call of a tool. Use `readCall` for what an agent sends; arguments are as `JSON.parse` gives them, `{}` when absent. */
export interface ToolCall {
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * Decides a call as Intercept does and, when it is allowed, reserves its counters. Roll the reservations back when the upstream server
 * answers with a JSON-RPC error (`rollBack`). Synchronous; the same input and counters give the same decision.
 */
export function evaluate(
  policy: CompiledPolicy,
  call: ToolCall,
  counters: CounterStore,
  now: Date,
): Decision {
  const tool = policy.tools.get(call.tool)
  const refused = checkListed(policy, call, tool !== undefined)
  if (refused !== null) return refused
  const facts: Facts = { args: call.args, counters, now }
  const failed =
    (tool === undefined ? null : findFailing(tool.rules, facts)) ??
    (call.tool === '*' ? null : findFailing(policy.wildcard.rules, facts))
  if (failed !== null)
    return { result: 'denied', rule: failed.name, message: failed.message, decidedBy: failed.reference }
  return reserveQuotas([ownQuotas(policy, call, tool), policy.wildcard.quotas], facts)
}

function checkListed(policy: CompiledPolicy, call: ToolCall, listed: boolean): Decision | null {
  if (policy.hidden.size > 0 && (policy.hidden.has(call.tool) || policy.hidden.has('*'))) {
    return { result: 'denied', rule: '(hidden)', message: `Tool ${quoted(call.tool)} is hidden by policy` }
  }
  if (!policy.listedOnly || listed) return null
  const message = `Tool ${quoted(call.tool)} is not permitted by policy`
  return { result: 'denied', rule: '(default deny)', message }
}

function quoted(tool: string): string {
  return quote(wellFormed(tool))
}

function findFailing(rules: readonly CompiledRule[], facts: Facts): CompiledRule | null {
  for (const rule of rules) {
    if (rule.action === 'deny') return rule
    if (rule.action !== 'evaluate') continue
    for (const holds of rule.conditions) if (!holds(facts)) return rule
  }
  return null
}

function ownQuotas(
  policy: CompiledPolicy,
  call: ToolCall,
  tool: CompiledTool | undefined,
): CompiledTool['quotas'] {
  return call.tool === '*' ? policy.literalWildcard.quotas : (tool?.quotas ?? [])
}
