import { describeCondition } from '../describe/describe-condition'
import { callsPer } from '../describe/describe-limit'
import { largestCount, limitCondition } from '../describe/counter-limit'
import { plainText, printable } from '../describe/sentence'
import type { RulePlace } from '../find-rule'
import type { Condition, Policy } from '../policy'
import { WINDOW_WORDS } from '../policy-words'
import { parseRateLimit } from '../rate-limit'
import type { CallCandidate, CallShape, CallShapes } from './call-candidate'
import type { ConditionContent, Edit, RuleAddress } from './edits'
import { addressable, countCalls, given, MOST_KEYS } from './key-conditions'

/**
 * Ways to let calls like this one past the rule that denied it, narrowest first: twice as many of them, a condition less, those of its
 * shape instead of none, no such rule. Values are not in the log, so no bound is made of them. Whether the file lets itself be edited so
 * is not looked at here.
 */
export function allowPastRule(
  policy: Policy,
  place: RulePlace,
  call: CallShape,
  calls: CallShapes,
): CallCandidate[] {
  // Only where no other rule may deny the same calls is it known how many come through.
  const count: Count = decidesAlone(policy, place) ? (isMeant) => countCalls(calls, isMeant) : () => null
  const narrower = place.rule.action === 'deny' ? shapeOnly(place, call, count) : lessStrict(place, call)
  return [...narrower, withoutRule(place, count)]
}

type Count = (isMeant: (keys: readonly string[]) => boolean) => number | null

/** Whether nothing else of the policy denies calls of its tool. */
function decidesAlone({ tools, hide }: Policy, { tool }: RulePlace): boolean {
  const others = tools.get('*')?.rules ?? []
  return tool !== '*' && !hide.includes('*') && others.length === 0 && tools.get(tool)?.rules.length === 1
}

function addressOf({ tool, index, rule }: RulePlace): RuleAddress & { readonly named: string } {
  return { tool, rule: index, named: rule.name }
}

function withoutRule(place: RulePlace, count: Count): CallCandidate {
  const { tool, rule } = place
  const name = printable(rule.name)
  const everywhere = tool === '*' ? ', for every tool' : ''
  return {
    title: `Without the rule ${name}${everywhere}`,
    edits: [{ op: 'remove-rule', ...addressOf(place) }],
    calls: count(() => true),
    note: 'All that only this rule denies is allowed then.',
  }
}

/** Instead of every call: those that carry what this one carries are let through. Rules of all tools know no shape of one. */
function shapeOnly(place: RulePlace, { tool, argKeys }: CallShape, count: Count): CallCandidate[] {
  const keys = addressable(argKeys ?? [])
  const { rule, index } = place
  if (place.tool === '*' || argKeys === null || keys.length === 0 || keys.length > MOST_KEYS) return []
  const conditions = keys.map((key): ConditionContent => given(key, true))
  const content = {
    name: rule.name,
    conditions,
    ...(rule.onDeny === '' ? {} : { onDeny: rule.onDeny }),
  }
  const edits: Edit[] = [
    { op: 'add-rule', tool, content, at: index + 1 },
    { op: 'remove-rule', ...addressOf(place) },
  ]
  const title = `Calls of ${printable(tool)} that carry ${keys.map(printable).join(' and ')}`
  const about = count((carried) => keys.every((key) => carried.includes(key)))
  return [{ title, edits, calls: about, note: 'Every other call stays denied by it.' }]
}

/** What the call surely does not meet has to go; where nothing is sure, each alone may have been it. */
function lessStrict(place: RulePlace, { argKeys }: CallShape): CallCandidate[] {
  const { conditions } = place.rule
  const unmet = conditions.filter((condition) => meets(condition, argKeys) === 'no')
  if (unmet.length === conditions.length || unmet.length > MOST_KEYS) return []
  if (unmet.length > 0) {
    const note = 'This call does not meet it, by the arguments that it carries.'
    return [withoutConditions(place, unmet, note)]
  }
  const limit = twiceAsMany(place)
  // Each is tried in the text: a rule of a thousand conditions must not hold up the server.
  const open =
    conditions.length < 2
      ? []
      : conditions.filter((one) => meets(one, argKeys) === 'unknown').slice(0, MOST_KEYS)
  const note = 'Whether this call meets it is not known: values are not recorded.'
  return [...(limit === null ? [] : [limit]), ...open.map((one) => withoutConditions(place, [one], note))]
}

function withoutConditions(place: RulePlace, gone: readonly Condition[], note: string): CallCandidate {
  const { tool, rule, named } = addressOf(place)
  const said = gone.map((condition) => plainText(describeCondition(condition).short))
  const edits = gone
    .map((condition) => place.rule.conditions.indexOf(condition))
    .sort((a, b) => b - a)
    .map((condition): Edit => ({ op: 'remove-condition', tool, rule, named, condition }))
  return { title: `Without the condition ${said.join(' and ')}`, edits, calls: null, note }
}

function twiceAsMany(place: RulePlace): CallCandidate | null {
  const { rule, tool } = place
  const address = addressOf(place)
  const note = 'Only a call that comes after so many is still denied by the limit.'
  if (rule.expandedFrom !== undefined) {
    const limit = parseRateLimit(rule.expandedFrom)
    if (typeof limit === 'string') return null
    const window = WINDOW_WORDS.find((word) => word === limit.window)
    if (window === undefined) return null
    const count = limit.count * 2n
    const value = { count: String(count), window }
    const title = `At most ${callsPer(count, limit.window)}, not ${limit.count}`
    return { title, edits: [{ op: 'set-rate-limit', value, ...address }], calls: null, note }
  }
  const bound = limitCondition(rule, tool)
  if (bound === null || bound.value.kind !== 'int' || largestCount(bound) <= 0n) return null
  const condition = rule.conditions.indexOf(bound)
  const value = { kind: 'int', value: String(bound.value.value * 2n) } as const
  const title = `A limit of ${value.value} per ${printable(rule.state?.window ?? '')}, not ${bound.value.value}`
  return { title, edits: [{ op: 'set-condition-value', value, ...address, condition }], calls: null, note }
}

/** What the names of its arguments tell of a call. An argument of null counts as left out, which names do not tell. */
function meets({ path, op, value }: Condition, argKeys: readonly string[] | null): 'yes' | 'no' | 'unknown' {
  const [root, key] = path.split('.', 2)
  if (root !== 'args') return 'yes'
  if (argKeys === null || key === undefined || argKeys.includes(key)) return 'unknown'
  const isLeftOutWanted = op === 'exists' && value.kind === 'bool' && !value.value
  return isLeftOutWanted ? 'yes' : 'no'
}
