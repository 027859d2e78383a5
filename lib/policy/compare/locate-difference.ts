import type { LoadedPolicy } from '../parse-policy'
import type { Difference, RulePlace } from './comparison'

/** The line, 1-based, that makes a difference, and in which of the two files it stands. */
export interface DifferenceLine {
  readonly file: 'before' | 'after'
  readonly line: number
}

/**
 * Finds the rule of a difference, in the file after where it stands in both; without one, what hides or lists its first tool, or the
 * default, of the file before when the file after names none. Null when nothing of it is written.
 */
export function locateDifference(
  before: LoadedPolicy,
  after: LoadedPolicy,
  { rule, tools, effect }: Pick<Difference, 'rule' | 'tools' | 'effect'>,
): DifferenceLine | null {
  const sides = { before, after }
  if (rule !== undefined) return placeRule(sides, rule)
  const [tool = '*'] = tools
  // What denies stands in the file that denies; what lists a tool stands in the one that allows it.
  const [denying, allowing] =
    effect === 'tightens' ? (['after', 'before'] as const) : (['before', 'after'] as const)
  const entry = hideEntry(sides[denying], tool)
  if (entry >= 0) return place(denying, sides[denying], ['hide', entry])
  // `*` as a tool holds rules for all, and lists none.
  const isListed = tool !== '*' && sides[allowing].policy.tools.has(tool)
  const listed = isListed ? place(allowing, sides[allowing], ['tools', tool]) : null
  return listed ?? place('after', after, ['default']) ?? place('before', before, ['default'])
}

/** A rule of the file before is shown as it stands after, where it still has its name. */
function placeRule(
  sides: { readonly before: LoadedPolicy; readonly after: LoadedPolicy },
  { file, tool, index, name }: RulePlace,
): DifferenceLine | null {
  const own = place(file, sides[file], ['tools', tool, 'rules', index])
  if (file === 'after' || name === '') return own
  const later = sides.after.policy.tools.get(tool)?.rules.findIndex((rule) => rule.name === name) ?? -1
  return later < 0 ? own : place('after', sides.after, ['tools', tool, 'rules', later])
}

function hideEntry({ policy: { hide } }: LoadedPolicy, tool: string): number {
  const own = hide.indexOf(tool)
  return own >= 0 ? own : hide.indexOf('*')
}

function place(
  file: DifferenceLine['file'],
  { positions }: LoadedPolicy,
  path: readonly (string | number)[],
): DifferenceLine | null {
  const { line, exact } = positions.locate(path)
  return exact ? { file, line } : null
}
