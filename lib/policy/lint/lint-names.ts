import type { Policy } from '../policy'
import { eachRule } from './each-rule'
import type { ReportFinding } from './lint-finding'

/** Names and texts by which a decision is traced back to its rule. */
export function lintNames(policy: Policy, report: ReportFinding): void {
  const names = new Map<string, number>()
  const texts = new Map<string, number>()
  for (const { tool, rule, index, path } of eachRule(policy)) {
    const name = JSON.stringify([tool, rule.name])
    const first = names.get(name)
    if (first === undefined) names.set(name, index)
    else if (rule.name !== '') {
      const message = `rules[${first}] of this tool has this name too; the log cannot tell them apart.`
      report('duplicate-rule-name', [...path, 'name'], message)
    }
    if (rule.onDeny === '') continue
    const text = JSON.stringify([tool, rule.onDeny])
    const other = texts.get(text)
    if (other === undefined) texts.set(text, index)
    else {
      const message = `rules[${other}] of this tool denies with this text too; say which limit was met.`
      report('ambiguous-denial', [...path, 'on_deny'], message)
    }
  }
}
