import type { Policy, Rule } from '../policy'
import { counterScope } from '../rate-limit'
import { eachRule, type PlacedRule } from './each-rule'
import type { LintFix, ReportFinding } from './lint-finding'

/** Counters that count otherwise than their author meant. */
export function lintCounters(policy: Policy, report: ReportFinding): void {
  for (const placed of eachRule(policy)) {
    const { tool, rule, path } = placed
    if (rule.state !== undefined && tool.includes('.')) {
      const message = `The dot in ${JSON.stringify(tool)} makes state paths ambiguous; check the limit in a test.`
      report('dotted-tool-counter', [...path, 'state'], message)
    }
    if (rule.expandedFrom !== undefined) continue
    lintLessThan(placed, report)
    if (rule.state === undefined) continue
    if (!isLimited(rule, tool)) {
      const message = `${rule.state.counter} has no lt or lte condition in this rule, so nothing is counted.`
      report('counter-without-limit', [...path, 'state', 'counter'], message)
    }
    if (rule.state.increment < 0n) {
      report('negative-increment', [...path, 'state', 'increment'], 'Each call gives quota back.')
    }
    const { incrementFrom } = rule.state
    if (incrementFrom !== '' && !isNeverNegative(rule, incrementFrom)) {
      const message = `A negative ${incrementFrom} gives quota back; add the condition ${incrementFrom} gte 0.`
      report('negative-increment', [...path, 'state', 'increment_from'], message)
    }
  }
}

function isLimited(rule: Rule, tool: string): boolean {
  const own = `state.${counterScope(tool)}.${rule.state?.counter ?? ''}`
  return rule.conditions.some(({ path, op }) => path === own && (op === 'lt' || op === 'lte'))
}

function isNeverNegative(rule: Rule, argument: string): boolean {
  return rule.conditions.some(
    ({ path, op, value }) =>
      path === argument &&
      (value.kind === 'int' || value.kind === 'float') &&
      ((op === 'gte' && Number(value.value) >= 0) || (op === 'gt' && Number(value.value) >= -1)),
  )
}

function lintLessThan({ tool, rule, index, path }: PlacedRule, report: ReportFinding): void {
  rule.conditions.forEach(({ path: of, op, value }, condition) => {
    if (op !== 'lt' || !of.startsWith('state.') || value.kind !== 'int') return
    const address = { tool, rule: index, condition }
    const most = String(value.value - 1n)
    const fix: LintFix = {
      title: `Write lte ${most}`,
      edits: [
        { op: 'set-condition-op', ...address, value: 'lte' },
        { op: 'set-condition-value', ...address, value: { kind: 'int', value: most } },
      ],
    }
    const message = `lt ${value.value} lets the counter reach ${most}; write lte with the number you mean.`
    report('counter-lt', [...path, 'conditions', condition, 'op'], message, fix)
  })
}
