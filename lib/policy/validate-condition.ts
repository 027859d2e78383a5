import { formatValue } from './go/format'
import { quote } from './go/quote'
import { compileRegexp } from './go/regexp'
import type { Condition, GoValue } from './policy'
import type { Place, Report } from './policy-error'
import { LIST_OPERATORS, NUMERIC_OPERATORS, OPERATORS } from './policy-words'

/** Checks the path, the operator and the kind of value it needs. */
export function validateCondition({ path, op, value }: Condition, at: Place, report: Report): void {
  if (!path.startsWith('args.') && !path.startsWith('state.')) {
    const message = `${at.prefix}: path must start with "args." or "state.", got ${quote(path)}`
    report('condition-path', message, [...at.path, 'path'])
  }
  if (!OPERATORS.has(op)) {
    report('condition-operator', `${at.prefix}: unknown operator ${quote(op)}`, [...at.path, 'op'])
  }
  validateValue(op, value, { prefix: at.prefix, path: [...at.path, 'value'] }, report)
}

function validateValue(op: string, value: GoValue, { prefix, path }: Place, report: Report): void {
  if (LIST_OPERATORS.has(op) && value.kind !== 'list') {
    report('value-list', `${prefix}: operator ${quote(op)} requires a list value`, path)
  }
  if (NUMERIC_OPERATORS.has(op) && value.kind !== 'int' && value.kind !== 'float') {
    report('value-number', `${prefix}: operator ${quote(op)} requires a numeric value`, path)
  }
  if (op === 'exists' && value.kind !== 'bool') {
    report('value-boolean', `${prefix}: operator "exists" requires a boolean value`, path)
  }
  if (op !== 'regex') return
  if (value.kind !== 'string') {
    report('value-regex-type', `${prefix}: regex value must be a string`, path)
    return
  }
  const pattern = formatValue(value)
  const compiled = compileRegexp(pattern)
  if (!compiled.ok) {
    report('value-regex', `${prefix}: invalid regex ${quote(pattern)}: ${compiled.error}`, path)
  }
}
