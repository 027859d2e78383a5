import { sortGoStrings } from './go-bytes'
import { quote } from './go/quote'
import type { Policy, ToolPolicy } from './policy'
import type { PolicyError, PolicyFinding, Report } from './policy-error'
import type { LoadedPolicy } from './parse-policy'
import { counterScope } from './rate-limit'
import { validateRule, type Counters } from './validate-rule'

/** Intercept's validation of a loaded policy, with the place of each error. In Intercept's order and words; empty when valid. */
export function validatePolicy(parsed: LoadedPolicy): PolicyError[] {
  return findErrors(parsed.policy).map((finding) => {
    const { code, message, path } = finding
    const { start, end, line, column } = parsed.positions.locate(path)
    return { code, message, path, start, end, line, column }
  })
}

/** Intercept has no bound; ours keeps a hostile file of a megabyte from making half a million errors. */
const MOST_ERRORS = 10_000

/** The same without positions, for a policy that has no text. */
export function findErrors(policy: Policy): PolicyFinding[] {
  const findings: PolicyFinding[] = []
  const report: Report = (code, message, path) => {
    if (findings.length < MOST_ERRORS) findings.push({ code, message, path })
  }
  if (policy.version !== '1') {
    report('version', `version must be "1", got ${quote(policy.version)}`, ['version'])
  }
  if (policy.default !== 'allow' && policy.default !== 'deny') {
    report('default', `default must be "allow" or "deny", got ${quote(policy.default)}`, ['default'])
  }
  validateHide(policy.hide, report)
  validateTools(policy, report)
  return findings
}

/** What Go's `strings.TrimSpace` removes: Unicode white space, which is not quite JavaScript's. */
const ALL_SPACE = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/

function validateHide(hide: readonly string[], report: Report): void {
  const seen = new Set<string>()
  hide.forEach((name, i) => {
    if (ALL_SPACE.test(name)) report('hide-empty', `hide[${i}]: entry must not be empty`, ['hide', i])
    else if (seen.has(name)) report('hide-duplicate', `hide: duplicate entry ${quote(name)}`, ['hide', i])
    seen.add(name)
  })
}

function validateTools(policy: Policy, report: Report): void {
  const counters = collectCounters(policy)
  for (const name of sortGoStrings(policy.tools.keys())) {
    const tool = policy.tools.get(name)
    if (tool === undefined) continue
    validateCounters(tool, report)
    tool.rules.forEach((rule, i) => {
      const at = { prefix: `tools.${tool.name}.rules[${i}]`, path: ['tools', tool.name, 'rules', i] }
      validateRule(rule, at, counters, report)
    })
  }
}

/** The counters that conditions may name, by scope. Those of `*` go by that name and by `_global`. */
function collectCounters(policy: Policy): Counters {
  const counters = new Map<string, Set<string>>()
  for (const { name, rules } of policy.tools.values()) {
    for (const scope of new Set([name, counterScope(name)])) {
      const names = counters.get(scope) ?? new Set<string>()
      for (const { state } of rules) if (state !== undefined) names.add(state.counter)
      counters.set(scope, names)
    }
  }
  return counters
}

function validateCounters(tool: ToolPolicy, report: Report): void {
  const owners = new Map<string, number>()
  tool.rules.forEach(({ state }, i) => {
    if (state === undefined) return
    const owner = owners.get(state.counter)
    if (owner === undefined) {
      owners.set(state.counter, i)
      return
    }
    const message = `duplicate state counter ${quote(state.counter)} (also used by rules[${owner}])`
    report('counter-duplicate', `tools.${tool.name}.rules[${i}]: ${message}`, [
      'tools',
      tool.name,
      'rules',
      i,
      'state',
      'counter',
    ])
  })
}
