import type { ConditionContent, CounterContent, EditValue, LimitContent, RuleContent } from './edits'
import type { Role } from './file-style'

/** Something to be written, before it has a layout. */
export type Fragment =
  | { readonly kind: 'scalar'; readonly value: ScalarValue; readonly role: Role }
  /** Text taken over as it stands; it must be right in its place. */
  | { readonly kind: 'source'; readonly text: string }
  | ItemSource
  | SequenceFragment
  | MappingFragment

/** An item of a list that is taken over as it stands. Lines have no indentation of their surroundings. */
export interface ItemSource {
  readonly kind: 'item'
  /** Lines that begin with a dash, comments above included. */
  readonly block: readonly string[]
  /** For flow. Throws when that cannot be done. */
  readonly flow: () => readonly string[]
}

export type ScalarValue = Exclude<EditValue, { readonly kind: 'list' | 'map' }>

export interface SequenceFragment {
  readonly kind: 'sequence'
  readonly items: readonly Fragment[]
  readonly role: Role
  /** How it is written where the file has no example. */
  readonly flow: boolean
}

export interface MappingFragment {
  readonly kind: 'mapping'
  readonly pairs: readonly PairFragment[]
  readonly role: Role
  readonly flow: boolean
}

export interface PairFragment {
  /** A field name, or the source text of a key. */
  readonly key: string
  /** Names of tools and keys of values need quotes of their own. */
  readonly named: 'field' | 'tool' | 'key'
  readonly value: Fragment
}

export function stringFragment(value: string, role: Role): Fragment {
  return { kind: 'scalar', value: { kind: 'string', value }, role }
}

export function field(key: string, value: Fragment): PairFragment {
  return { key, named: 'field', value }
}

export function textField(key: string, value: string): PairFragment {
  return field(key, stringFragment(value, key))
}

export function sequence(role: Role, items: readonly Fragment[]): SequenceFragment {
  return { kind: 'sequence', items, role, flow: false }
}

export function mapping(role: Role, pairs: readonly PairFragment[]): MappingFragment {
  return { kind: 'mapping', pairs, role, flow: false }
}

export function valueFragment(value: EditValue, role = 'value'): Fragment {
  if (value.kind === 'list') {
    return { kind: 'sequence', role, flow: true, items: value.items.map((item) => valueFragment(item)) }
  }
  if (value.kind !== 'map') return { kind: 'scalar', value, role }
  const pairs = value.entries.map(([key, item]): PairFragment => ({
    key,
    named: 'key',
    value: valueFragment(item),
  }))
  return { kind: 'mapping', role: 'value{}', flow: true, pairs }
}

export function conditionFragment({ path, op, value }: ConditionContent): MappingFragment {
  return mapping('conditions[]', [
    textField('path', path),
    textField('op', op),
    field('value', valueFragment(value)),
  ])
}

export function limitFragment(limit: LimitContent): Fragment {
  return stringFragment(`${limit.count}/${limit.window}`, 'rate_limit')
}

export function integerFragment(value: string): Fragment {
  return { kind: 'scalar', value: { kind: 'int', value }, role: 'increment' }
}

export function counterFragment(content: CounterContent): MappingFragment {
  const pairs = [textField('counter', content.counter), textField('window', content.window)]
  if (content.increment !== undefined) pairs.push(field('increment', integerFragment(content.increment)))
  if (content.incrementFrom !== undefined) pairs.push(textField('increment_from', content.incrementFrom))
  return mapping('state', pairs)
}

export function ruleFragment(rule: RuleContent): MappingFragment {
  const pairs = [textField('name', rule.name)]
  if (rule.action !== undefined) pairs.push(textField('action', rule.action))
  if (rule.rateLimit !== undefined) pairs.push(field('rate_limit', limitFragment(rule.rateLimit)))
  if (rule.conditions !== undefined && rule.conditions.length > 0)
    pairs.push(field('conditions', sequence('conditions', rule.conditions.map(conditionFragment))))
  if (rule.state !== undefined) pairs.push(field('state', counterFragment(rule.state)))
  if (rule.onDeny !== undefined) pairs.push(textField('on_deny', rule.onDeny))
  return mapping('rules[]', pairs)
}

export function toolFragment(rules: readonly RuleContent[]): MappingFragment {
  return mapping('tools{}', [field('rules', sequence('rules', rules.map(ruleFragment)))])
}
