import { expandRateLimit } from '../build-policy'
import type { Policy, Rule } from '../policy'
import { counterScope } from '../rate-limit'

/** The names that a condition may call a tool's scope by: those of `*` go by that name and by `_global`. */
function scopeNames(tool: string): string[] {
  return [...new Set([tool, counterScope(tool)])]
}

/** The path of `counter` under its new home when `path` names it under the old one; else `path`. */
export function retarget(
  path: string,
  from: { readonly tool: string; readonly counter: string },
  to: { readonly tool: string; readonly counter: string },
): string {
  const named = scopeNames(from.tool).some((scope) => path === `state.${scope}.${from.counter}`)
  return named ? `state.${counterScope(to.tool)}.${to.counter}` : path
}

/** The counters that the rules of a tool keep, those of a `rate_limit` included. */
export function countersOf(policy: Policy, tool: string): string[] {
  const rules = policy.tools.get(tool)?.rules ?? []
  return rules.flatMap((rule) => {
    const state = expandRateLimit(rule, tool).state
    return state === undefined ? [] : [state.counter]
  })
}

/** A rule with its conditions' paths changed. */
export function mapPaths(rule: Rule, change: (path: string) => string): Rule {
  return { ...rule, conditions: rule.conditions.map((item) => ({ ...item, path: change(item.path) })) }
}
