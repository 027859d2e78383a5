import type { CompiledPolicy, Quota } from '../compile-policy'
import type { Condition, Policy, Rule, Window } from '../policy'
import type { RulePlace } from './comparison'
import { countCalls } from './count-calls'
import { groupBy } from './group-by'
import { holdsAt, requireAmount, requireCondition, valueKey, type Requirement } from './requirement'
import { conditionWeight, type WorkBudget } from './work-budget'

/** Everything that a policy asks of the calls of one tool: all of it must hold. */
export type ToolRules =
  | { readonly kind: 'closed'; readonly cause: Closure; readonly rule?: RulePlace }
  | OpenRules

export type Closure = 'hidden' | 'default-deny' | 'deny-rule' | 'never'

export interface OpenRules {
  readonly kind: 'open'
  /** By path. */
  readonly requirements: ReadonlyMap<string, readonly Requirement[]>
  readonly meters: readonly Meter[]
  readonly totals: readonly Total[]
  /** Conditions on counters that are compared by their text only. */
  readonly readings: readonly CounterReading[]
}

/** `own`: calls of this tool. `global`: calls of all tools. */
export type Scope = 'own' | 'global'

/** At most `calls` calls in each window. */
export interface Meter {
  readonly scope: Scope
  readonly window: Window
  readonly calls: number
  readonly rule: RulePlace
}

/** The amounts at `path` may add up to `most` in each window. */
export interface Total {
  readonly scope: Scope
  readonly window: Window
  readonly path: string
  readonly most: bigint
  readonly rule: RulePlace
}

export interface CounterReading {
  readonly key: string
  readonly condition: Condition | null
  readonly rule: RulePlace
}

/** One of the two policies that are compared. */
export interface Side {
  readonly file: 'before' | 'after'
  readonly policy: Policy
  readonly compiled: CompiledPolicy
  /** The quotas of all tools by the key of their counter. */
  readonly quotas: ReadonlyMap<string, readonly Quota[]>
  /** Shared by both sides. */
  readonly budget: WorkBudget
}

/** What one side asks of the calls of `tool`; a name that the policy does not know stands for any other tool. */
export function readToolRules(side: Side, tool: string): ToolRules {
  const { compiled, policy, budget } = side
  budget.spend(1)
  if (compiled.hidden.has('*') || compiled.hidden.has(tool)) return { kind: 'closed', cause: 'hidden' }
  if (compiled.listedOnly && !compiled.tools.has(tool)) return { kind: 'closed', cause: 'default-deny' }
  const [own, wildcard] = [policy.tools.get(tool), policy.tools.get('*')]
  budget.spend(READ_RULE * ((own?.rules.length ?? 0) + (wildcard?.rules.length ?? 0)))
  const rules = [...placed(side, own), ...placed(side, wildcard)]
  const denial = rules.find(({ rule }) => rule.action === 'deny')
  if (denial !== undefined) return { kind: 'closed', cause: 'deny-rule', rule: denial.place }
  return readOpenRules(side, tool, rules)
}

const READ_RULE = 2

interface PlacedRule {
  readonly rule: Rule
  readonly place: RulePlace
}

function placed({ file }: Side, tool: { name: string; rules: readonly Rule[] } | undefined): PlacedRule[] {
  return (tool?.rules ?? []).map((rule, index) => ({
    rule,
    place: { file, tool: tool?.name ?? '', index, name: rule.name },
  }))
}

function readOpenRules(side: Side, tool: string, rules: readonly PlacedRule[]): ToolRules {
  const requirements = new Map<string, Requirement[]>()
  const add = (one: Requirement) => {
    const list = requirements.get(one.path)
    if (list === undefined) requirements.set(one.path, [one])
    else list.push(one)
  }
  const readings: PlacedReading[] = []
  for (const { rule, place } of rules) {
    for (const condition of rule.conditions) {
      side.budget.spend(conditionWeight(condition).read)
      if (condition.path.startsWith('state.')) readings.push({ condition, place })
      else add(requireCondition(condition, place))
    }
  }
  const counters = readCounters(side, tool, rules, readings)
  if (counters.closedBy !== null) return { kind: 'closed', cause: 'never', rule: counters.closedBy }
  for (const amount of counters.amounts) add(amount)
  const { meters, totals, others } = counters
  return { kind: 'open', requirements, meters, totals, readings: others }
}

interface PlacedReading {
  readonly condition: Condition
  readonly place: RulePlace
}

interface ToolCounters {
  closedBy: RulePlace | null
  readonly amounts: Requirement[]
  readonly meters: Meter[]
  readonly totals: Total[]
  readonly others: CounterReading[]
}

function readCounters(
  side: Side,
  tool: string,
  rules: readonly PlacedRule[],
  readings: readonly PlacedReading[],
): ToolCounters {
  const result: ToolCounters = { closedBy: null, amounts: [], meters: [], totals: [], others: [] }
  const byKey = groupByKey(readings)
  const quotaAt = placeQuotas(side, tool)
  for (const { rule, place } of rules) {
    if (rule.state === undefined) continue
    const quota = quotaAt.get(place.tool)?.get(place.index)
    if (quota !== undefined) readQuota(side, tool, { rule, place, quota }, byKey.get(quota.key) ?? [], result)
    // A counter that is never counted stays 0: its readings are judged by that below.
    if (quota !== undefined && quota.limit !== null) byKey.delete(quota.key)
  }
  for (const [key, left] of byKey) for (const reading of left) readForeign(side, key, reading, result)
  return result
}

function groupByKey(readings: readonly PlacedReading[]): Map<string, PlacedReading[]> {
  return groupBy(readings, ({ condition }) => condition.path.slice('state.'.length))
}

/** The quotas that a call of `tool` reserves, by the key and the index of their rules. */
function placeQuotas({ compiled }: Side, tool: string): Map<string, Map<number, Quota>> {
  const byTool = [
    [tool, compiled.tools.get(tool)?.quotas ?? []] as const,
    ['*', compiled.wildcard.quotas] as const,
  ]
  return new Map(
    byTool.map(([key, quotas]) => [key, new Map(quotas.map((quota) => [quota.reference.index, quota]))]),
  )
}

interface CountedRule extends PlacedRule {
  readonly quota: Quota
}

function readQuota(
  side: Side,
  tool: string,
  { rule, place, quota }: CountedRule,
  readings: readonly PlacedReading[],
  result: ToolCounters,
): void {
  const { state } = rule
  if (state === undefined) return
  const from = state.incrementFrom
  const scope: Scope = place.tool === '*' ? 'global' : 'own'
  const usual = isUsual(side, tool, quota, readings)
  if (quota.limit === null) {
    if (from !== '') result.amounts.push(requireAmount(from, null, place))
    return
  }
  if (usual && from === '') {
    const calls = countCalls(
      state.increment,
      quota.limit,
      readings.map(({ condition }) => condition),
      side.budget,
    )
    if (calls === 0) result.closedBy ??= place
    if (calls !== null) {
      if (calls > 0 && calls < Infinity)
        result.meters.push({ scope, window: quota.window, calls, rule: place })
      return
    }
  }
  const { limit } = quota
  const bare = readings.length === 1 && readings[0]?.place === place
  if (usual && from !== '' && bare && limit >= 0n) {
    result.amounts.push(requireAmount(from, limit, place))
    result.totals.push({ scope, window: quota.window, path: from, most: limit, rule: place })
    return
  }
  if (from !== '') result.amounts.push(requireAmount(from, null, place))
  addOther(side, tool, quota.key, { condition: null, place }, result)
  for (const reading of readings) addOther(side, tool, quota.key, reading, result)
}

/** One rule keeps the counter, and only rules of the same scope look at it: then its value follows from the calls alone. */
function isUsual(side: Side, tool: string, quota: Quota, readings: readonly PlacedReading[]): boolean {
  if (side.policy.tools.has('_global') || side.quotas.get(quota.key)?.length !== 1) return false
  const scope = quota.reference.tool
  return tool !== '*' && readings.every(({ place }) => place.tool === scope)
}

/** A condition on a counter that no rule of this tool keeps. */
function readForeign(
  side: Side,
  key: string,
  { condition, place }: PlacedReading,
  result: ToolCounters,
): void {
  const moves = (side.quotas.get(key) ?? []).some(({ limit }) => limit !== null)
  if (moves) {
    addOther(side, place.tool, key, { condition, place }, result)
    return
  }
  if (!holdsAt(condition, 0n)) result.closedBy ??= place
}

/** Equal keys mean: the same condition on a counter that the same rules move. */
function addOther(
  side: Side,
  tool: string,
  key: string,
  reading: Pick<CounterReading, 'condition'> & { place: RulePlace },
  result: ToolCounters,
): void {
  const { condition, place } = reading
  const quotas = side.quotas.get(key) ?? []
  side.budget.spend(quotas.length)
  const owners = [...new Set([tool, '*', ...quotas.map(({ reference }) => reference.tool)])]
  const moved = owners.map((owner) => [owner, describeMoves(side, owner)])
  const asked = condition === null ? null : [condition.op, valueKey(condition.value)]
  result.others.push({ key: JSON.stringify([key, asked, moved]), condition, rule: place })
}

function describeMoves({ policy, compiled, budget }: Side, tool: string): unknown {
  for (const { conditions } of policy.tools.get(tool)?.rules ?? []) {
    budget.spend(DESCRIBE_RULE)
    for (const condition of conditions) budget.spend(DESCRIBE_RULE * conditionWeight(condition).read)
  }
  const listed = [
    policy.default,
    compiled.hidden.has(tool) || compiled.hidden.has('*'),
    policy.tools.has(tool),
  ]
  return [...listed, ...(policy.tools.get(tool)?.rules ?? []).map(behaviour)]
}

/** A rule is written out, and kept, for each reading. */
const DESCRIBE_RULE = 8

/** Equal texts mean: the rule decides and counts alike. Names and messages do not matter. */
export function behaviour(rule: Rule): string {
  const { state } = rule
  return JSON.stringify([
    rule.action,
    rule.conditions.map(({ path, op, value }) => [path, op, valueKey(value)]),
    state === undefined ? null : [state.counter, state.window, String(state.increment), state.incrementFrom],
  ])
}
