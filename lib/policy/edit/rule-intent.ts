import { expandRateLimit, rateLimitMessage } from '../build-policy'
import type { Condition, Rule, StateBlock } from '../policy'
import { counterScope, parseRateLimit, rateLimitCounter } from '../rate-limit'
import { isWellFormed } from '../well-formed'
import { EditFailure } from './edit-failure'
import { goValueOf, parseInteger } from './edit-value'
import type {
  ConditionContent,
  ConditionEdit,
  CounterChange,
  CounterContent,
  EditValue,
  LimitContent,
  RuleContent,
  RuleEdit,
} from './edits'

/** The edits that change one rule and nothing else. */
export type OneRuleEdit = Exclude<
  RuleEdit | ConditionEdit,
  { readonly op: 'add-rule' | 'remove-rule' | 'move-rule' | 'duplicate-rule' }
>

/** A rule, its `rate_limit` as written, after an edit. @param tool the tool it belongs to */
export function editRule(rule: Rule, edit: OneRuleEdit, tool: string): Rule {
  switch (edit.op) {
    case 'rename-rule':
      return { ...rule, name: checkText(edit.to) }
    case 'set-action':
      return { ...rule, action: edit.value }
    case 'unset-action':
      return { ...rule, action: 'evaluate' }
    case 'set-message':
      return { ...rule, onDeny: checkText(edit.value) }
    case 'unset-message':
      return { ...rule, onDeny: '' }
    case 'set-rate-limit':
      return { ...rule, rateLimit: limitText(edit.value) }
    case 'unset-rate-limit':
      return { ...rule, rateLimit: '' }
    case 'expand-rate-limit':
      return expandLimit(rule, tool)
    case 'collapse-rate-limit':
      return collapseLimit(rule, tool)
    case 'set-counter':
      return { ...rule, state: changeCounter(rule.state, edit.value) }
    case 'unset-counter':
      return withoutState(rule)
    default:
      return { ...rule, conditions: editConditions(rule, edit) }
  }
}

function editConditions(rule: Rule, edit: ConditionEdit): readonly Condition[] {
  const { conditions } = rule
  if (edit.op === 'clear-conditions') return []
  if (edit.op === 'add-condition') {
    const at = edit.at ?? conditions.length
    if (at > conditions.length) throw outOfRange('condition', at, conditions.length)
    return conditions.toSpliced(at, 0, buildCondition(edit.content))
  }
  const old = conditions[edit.condition]
  if (old === undefined) throw missingCondition(rule, edit.condition)
  switch (edit.op) {
    case 'remove-condition':
      return conditions.toSpliced(edit.condition, 1)
    case 'move-condition':
      if (edit.at >= conditions.length) throw outOfRange('condition', edit.at, conditions.length - 1)
      return conditions.toSpliced(edit.condition, 1).toSpliced(edit.at, 0, old)
    case 'set-condition-path':
      return conditions.with(edit.condition, { ...old, path: checkText(edit.value) })
    case 'set-condition-op':
      return conditions.with(edit.condition, { ...old, op: edit.value })
    default:
      return conditions.with(edit.condition, { ...old, value: buildValue(edit.value) })
  }
}

export function buildRule(content: RuleContent): Rule {
  const rule: Rule = {
    name: checkText(content.name),
    action: content.action ?? 'evaluate',
    rateLimit: content.rateLimit === undefined ? '' : limitText(content.rateLimit),
    conditions: (content.conditions ?? []).map(buildCondition),
    onDeny: checkText(content.onDeny ?? ''),
  }
  return content.state === undefined ? rule : { ...rule, state: buildCounter(content.state) }
}

function buildCondition({ path, op, value }: ConditionContent): Condition {
  return { path: checkText(path), op, value: buildValue(value) }
}

function buildValue(value: EditValue) {
  const result = goValueOf(value)
  if (result === null)
    throw new EditFailure('invalid-edit', 'YAML cannot hold this value. Enter another one.')
  return result
}

function buildCounter({ counter, window, increment, incrementFrom }: CounterContent): StateBlock {
  return {
    counter: checkText(counter),
    window,
    increment: increment === undefined ? 1n : amount(increment),
    incrementFrom: checkText(incrementFrom ?? ''),
  }
}

function changeCounter(old: StateBlock | undefined, change: CounterChange): StateBlock {
  const counter = change.counter ?? old?.counter
  const window = change.window ?? old?.window
  if (counter === undefined || window === undefined)
    throw new EditFailure('invalid-edit', 'A new counter needs a name and a window.')
  const { increment, incrementFrom } = change
  return {
    counter: checkText(counter),
    window,
    increment: increment === undefined ? (old?.increment ?? 1n) : increment === null ? 1n : amount(increment),
    incrementFrom: checkText(
      incrementFrom === undefined ? (old?.incrementFrom ?? '') : (incrementFrom ?? ''),
    ),
  }
}

/** Go takes zero for not set, which counts one. */
function amount(text: string): bigint {
  const value = parseInteger(text)
  if (value === null)
    throw new EditFailure('invalid-edit', 'The increment must be a whole number of 64 bits.')
  return value === 0n ? 1n : value
}

/** `N/window` as the file says it. */
export function limitText({ count, window }: LimitContent): string {
  const value = parseInteger(count)
  if (value === null || value <= 0n)
    throw new EditFailure('invalid-edit', 'The limit must be a positive whole number.')
  return `${count}/${window}`
}

function expandLimit(rule: Rule, tool: string): Rule {
  const { expandedFrom, ...expanded } = expandRateLimit(rule, tool)
  if (expandedFrom !== undefined) return expanded
  throw new EditFailure('not-a-rate-limit', 'This rule has no rate limit that could be written out.')
}

function collapseLimit(rule: Rule, tool: string): Rule {
  const { state, conditions, onDeny } = rule
  const [condition] = conditions
  const refused = new EditFailure(
    'not-a-rate-limit',
    'This rule says more than a rate limit can. Keep its conditions and counter.',
  )
  if (state === undefined || condition === undefined || conditions.length !== 1) throw refused
  if (rule.action !== 'evaluate' || rule.rateLimit !== '') throw refused
  if (state.counter !== rateLimitCounter(state.window) || state.increment !== 1n) throw refused
  if (state.incrementFrom !== '' || condition.op !== 'lte' || condition.value.kind !== 'int') throw refused
  if (condition.path !== `state.${counterScope(tool)}.${state.counter}`) throw refused
  const limit = parseRateLimit(`${condition.value.value}/${state.window}`)
  if (typeof limit === 'string') throw refused
  return {
    ...withoutState(rule),
    rateLimit: `${limit.count}/${limit.window}`,
    conditions: [],
    onDeny: onDeny === rateLimitMessage(limit) ? '' : onDeny,
  }
}

function withoutState(rule: Rule): Rule {
  const { state: _, ...rest } = rule
  return rest
}

function missingCondition(rule: Rule, index: number): EditFailure {
  if (rule.rateLimit !== '' && rule.conditions.length === 0)
    return new EditFailure('shorthand', 'The rate limit is written short. Convert it to its long form first.')
  return new EditFailure('not-found', `There is no condition ${index} in this rule. Reload the policy.`)
}

export function outOfRange(what: string, at: number, last: number): EditFailure {
  return new EditFailure('invalid-edit', `A ${what} cannot be put at ${at}: the last place is ${last}.`)
}

/** A lone surrogate cannot be written to a file. */
export function checkText(text: string): string {
  if (isWellFormed(text)) return text
  throw new EditFailure('invalid-edit', 'The text holds half a character. Type it again.')
}
