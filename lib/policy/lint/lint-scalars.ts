import type { EditValue } from '../edit/edits'
import type { PolicyPath } from '../locate'
import type { LoadedPolicy } from '../parse-policy'
import { resolveTag } from '../yaml/resolve-scalar'
import type { ScalarNode, YamlNode } from '../yaml/node'
import { eachRule } from './each-rule'
import type { LintFix, ReportFinding } from './lint-finding'

/** Numbers and dates that are read otherwise than they look. */
export function lintScalars({ policy, positions }: LoadedPolicy, report: ReportFinding): void {
  for (const { tool, rule, index, path } of eachRule(policy)) {
    if (rule.expandedFrom !== undefined) continue
    for (const [condition, { value }] of rule.conditions.entries()) {
      const place = [...path, 'conditions', condition, 'value']
      const node = positions.locate(place).node
      const edit = (to: EditValue, title: string): LintFix => ({
        title,
        edits: [{ op: 'set-condition-value', tool, rule: index, condition, value: to }],
      })
      for (const scalar of scalarsOf(node)) lintScalar(scalar, report)
      if (node?.kind !== 'scalar' || node.style !== 'plain') continue
      if (isOdd(node.value) && value.kind === 'int') {
        const plain = String(value.value)
        report(
          'surprising-number',
          node,
          readAs(node.value, plain),
          edit({ kind: 'int', value: plain }, `Write ${plain}`),
        )
      }
    }
    lintIncrement({ positions }, path, report)
  }
}

function scalarsOf(node: YamlNode | null): ScalarNode[] {
  if (node?.kind === 'scalar') return resolveTag(node.value) === '!!timestamp' ? [node] : []
  if (node?.kind !== 'sequence') return []
  return node.items.flatMap(({ node: item }) => (item.kind === 'scalar' ? [item] : []))
}

function lintScalar(node: ScalarNode, report: ReportFinding): void {
  if (node.style !== 'plain') return
  if (node.tag === '!!timestamp') {
    const message =
      'Without quotes this is a time, which is compared as text like "2026-01-02 00:00:00 +0000 UTC".'
    report('unquoted-date', node, `${message} Write it in quotes.`)
  } else if (isOdd(node.value) && (node.tag === '!!int' || node.tag === '!!float')) {
    report('surprising-number', node, 'This number is not read as it looks; write it in plain decimals.')
  }
}

/** Octal with a leading zero, any base prefix, or underscores. */
function isOdd(text: string): boolean {
  return /^[-+]?0[0-9box_]|^[-+]?[0-9][0-9.]*_/i.test(text)
}

function readAs(text: string, value: string): string {
  return `${text} is read as ${value}; write it in plain decimals.`
}

function lintIncrement(
  { positions }: Pick<LoadedPolicy, 'positions'>,
  path: PolicyPath,
  report: ReportFinding,
): void {
  const { node, exact } = positions.locate([...path, 'state', 'increment'])
  if (!exact || node?.kind !== 'scalar') return
  if (node.tag === '!!float')
    report('increment-truncated', node, `${node.value} loses its fraction; count in whole units.`)
  else if (node.style === 'plain' && isOdd(node.value)) {
    report('surprising-number', node, 'This number is not read as it looks; write it in plain decimals.')
  }
}
