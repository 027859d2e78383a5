import type { Policy } from '../policy'
import type { LintOptions, ReportFinding } from './lint-finding'

/** Tools that are named in places that do not fit together. `toolNames` is what the server has, if known. */
export function lintTools(
  policy: Policy,
  { toolNames, toolSource }: Pick<LintOptions, 'toolNames' | 'toolSource'>,
  report: ReportFinding,
): void {
  const hidden = new Set(policy.hide)
  const real = toolNames === undefined ? null : new Set([...toolNames, '*'])
  const unknown =
    toolSource === undefined
      ? 'The server has no tool of this name.'
      : `The server has no tool of this name, by the list ${toolSource}.`
  for (const { name, rules } of policy.tools.values()) {
    const path = ['tools', name]
    if (rules.length > 0 && (hidden.has(name) || hidden.has('*'))) {
      report('hidden-with-rules', path, 'hide refuses every call of this tool, so its rules never apply.')
    }
    if (name === '*' && rules.length > 0 && policy.default === 'deny') {
      report('wildcard-under-deny', path, 'default: deny: these rules apply to the listed tools only.')
    }
    if (real?.has(name) === false) report('unknown-tool', path, unknown)
  }
  policy.hide.forEach((name, i) => {
    if (real?.has(name) === false) report('unknown-tool', ['hide', i], unknown)
  })
}
