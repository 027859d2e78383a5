import type { Condition, Policy, Rule } from '../policy'
import { ConditionLogic, key } from './condition-logic'
import { eachRule } from './each-rule'
import type { ReportFinding } from './lint-finding'

/** The longest list of conditions of a tool that is compared pair by pair. */
const MOST_COMPARED = 300

/** Conditions and rules that no call can meet, or that refuse more than they seem to. */
export function lintConditions(policy: Policy, report: ReportFinding): void {
  let passed: { condition: Condition; rule: Rule }[] = []
  let denying: Rule | null = null
  let tool: string | null = null
  const logic = new ConditionLogic()
  for (const { tool: name, rule, index, path } of eachRule(policy)) {
    if (index === 0 || name !== tool) {
      passed = []
      denying = null
      tool = name
    }
    if (denying !== null) {
      report(
        'rule-never-denies',
        path,
        `The rule ${JSON.stringify(denying.name)} before it denies every call.`,
      )
      continue
    }
    lintOwn(rule, path, logic, report)
    const reason =
      rule.action === 'evaluate' && rule.state === undefined ? impliedBy(rule, passed, logic) : null
    if (reason !== null) {
      report(
        'rule-never-denies',
        path,
        `What it asks for is already asked by ${JSON.stringify(reason.name)} before it.`,
      )
    }
    if (rule.action === 'deny') denying = rule
    if (passed.length < MOST_COMPARED) {
      passed.push(...rule.conditions.map((condition) => ({ condition, rule })))
    }
  }
}

function impliedBy(
  rule: Rule,
  passed: readonly { condition: Condition; rule: Rule }[],
  logic: ConditionLogic,
): Rule | null {
  if (rule.conditions.length === 0) return null
  let reason: Rule | null = null
  for (const condition of rule.conditions) {
    const before = passed.find((each) => logic.follows(each.condition, condition))
    if (before === undefined) return null
    reason = before.rule
  }
  return reason
}

function lintOwn(
  rule: Rule,
  path: readonly (string | number)[],
  logic: ConditionLogic,
  report: ReportFinding,
): void {
  const { conditions } = rule
  const required = new Set(
    conditions.filter(({ op }) => op !== 'neq' && op !== 'not_in').map(({ path }) => path),
  )
  conditions.slice(0, MOST_COMPARED).forEach((condition, i) => {
    const place = [...path, 'conditions', i]
    const other = conditions.slice(0, i).find((each) => logic.contradicts(each, condition))
    if (other !== undefined) {
      const message = `It can never hold together with ${key(other)}, so the rule denies every call.`
      report('condition-never-holds', place, message)
    } else if (logic.contradicts(condition, condition)) {
      report('condition-never-holds', place, 'No value meets this, so the rule denies every call.')
    }
    const negative = condition.op === 'neq' || condition.op === 'not_in'
    if (negative && condition.path.startsWith('args.') && !required.has(condition.path)) {
      const message = `${condition.op} also denies calls without ${condition.path}.`
      report('denies-when-missing', [...place, 'op'], message)
    }
  })
}
