import { toInt64 } from '../go/int64'
import { isTooDeep, type ByPath } from './argument-shapes'
import { findArguments, payArguments, type Arguments } from './compare-arguments'
import type { WitnessCall, WitnessRun } from './comparison'
import { allowedNumbers } from './allowed-numbers'
import { START, type Attempt } from './replay-witness'
import { findArgument } from './find-argument'
import { requireCondition, type Requirement } from './requirement'
import type { Meter, OpenRules, Scope, Total } from './tool-rules'
import type { WorkBudget } from './work-budget'
import { capacity, instantOfCall, joinLimits, schedule, type Burst, type Limits } from './window-capacity'

/** A limit of the other side that may refuse what this side allows, and calls that may show it. They still have to be replayed. */
export interface LimitSuspect {
  readonly limit: Meter | Total
  readonly attempts: readonly Attempt[]
  /** True when another limit refuses before this one: without a witness it is then no difference of its own. */
  readonly masked: boolean
}

/** A tool that both sides allow to call, for filling counters of `*`. */
export interface Filler {
  readonly call: WitnessCall
  readonly limits: Limits
}

/** The tool that is compared, as both sides see it. */
export interface LimitQuestion {
  readonly tool: string
  readonly all: OpenRules
  readonly others: OpenRules
  /** Limits that are already proved to differ. */
  readonly shown: ReadonlySet<Meter | Total>
  /** Other tools to fill counters of `*` with. */
  readonly fillers: () => readonly Filler[]
  readonly budget: WorkBudget
}

/** The limits of `others` that `all` does not imply. */
export function suspectLimits(question: LimitQuestion): LimitSuspect[] {
  const { all, others, shown, budget } = question
  budget.spend(all.meters.length + others.meters.length)
  const meters = tightest(others.meters).filter((meter) => !isImplied(all, meter))
  budget.spend(others.totals.length * all.totals.length)
  const totals = others.totals.filter(
    (total) => !shown.has(total) && !all.totals.some((one) => implies(all, one, total, budget)),
  )
  if (meters.length + totals.length === 0) return []
  const joint = joinRequirements(all.requirements, others.requirements, budget)
  return [
    ...meters.map((meter) => suspectMeter(question, joint, meter)),
    ...totals.map((total) => suspectTotal(question, joint, total)),
  ]
}

export function joinRequirements(one: ByPath, other: ByPath, budget: WorkBudget): ByPath {
  for (const requirements of [...one.values(), ...other.values()]) budget.spend(requirements.length)
  const joined = new Map<string, readonly Requirement[]>(one)
  for (const [path, requirements] of other) joined.set(path, [...(joined.get(path) ?? []), ...requirements])
  return joined
}

/** Of meters with the same scope and window only the tightest says something. */
function tightest(meters: readonly Meter[]): Meter[] {
  const best = new Map<string, Meter>()
  for (const meter of meters) {
    const key = `${meter.scope} ${meter.window}`
    const known = best.get(key)
    if (known === undefined || meter.calls < known.calls) best.set(key, meter)
  }
  return meters.filter((meter) => best.get(`${meter.scope} ${meter.window}`) === meter)
}

export function limitsOf(meters: readonly Meter[], scopes: readonly Scope[]): Limits {
  let limits: Limits = {}
  for (const { scope, window, calls } of meters)
    if (scopes.includes(scope)) limits = joinLimits(limits, { [window]: calls })
  return limits
}

/** Calls of the tool count for the limits of `*` too; calls of other tools only for those. */
function isImplied(all: OpenRules, { scope, window, calls }: Meter): boolean {
  return capacity(limitsOf(all.meters, scope === 'own' ? ['own', 'global'] : ['global']), window) <= calls
}

const WINDOWS = ['minute', 'hour', 'day']

/** A longer window implies a shorter one only when no amount is negative. */
function implies(all: OpenRules, one: Total, total: Total, budget: WorkBudget): boolean {
  if (one.scope !== total.scope || one.path !== total.path || one.most > total.most) return false
  if (one.window === total.window) return true
  return (
    WINDOWS.indexOf(one.window) > WINDOWS.indexOf(total.window) &&
    total.scope === 'own' &&
    isNeverNegative(all, one, budget)
  )
}

function isNeverNegative(all: OpenRules, { path, rule }: Total, budget: WorkBudget): boolean {
  const positive = requireCondition({ path, op: 'gte', value: { kind: 'int', value: 0n } }, rule)
  return findArgument(all.requirements.get(path) ?? [], positive, 'any', budget).kind === 'none'
}

function suspectMeter(question: LimitQuestion, joint: ByPath, meter: Meter): LimitSuspect {
  const { tool, all, others, budget } = question
  budget.spend(all.meters.length + others.meters.length)
  const rest = others.meters.filter((one) => one.scope !== meter.scope || one.window !== meter.window)
  const limits = joinLimits(limitsOf(all.meters, ['own', 'global']), limitsOf(rest, ['own', 'global']))
  const args = cheapArguments(joint, [...all.totals, ...others.totals], budget)
  if (args === null) return { limit: meter, attempts: [], masked: false }
  const call = { tool, args }
  const { calls, window } = meter
  if (capacity(limits, window) > calls) {
    return {
      limit: meter,
      attempts: [attempt(schedule(calls, limits), call, call, instantOfCall(calls, limits))],
      masked: false,
    }
  }
  if (meter.scope === 'own') return { limit: meter, attempts: [], masked: true }
  const shared = joinLimits(limitsOf(all.meters, ['global']), limitsOf(rest, ['global']))
  const fillers = question.fillers()
  budget.spend(fillers.length)
  const attempts = fillers
    .filter((filler) => filler.call.tool !== tool)
    .map((filler) => ({ call: filler.call, limits: joinLimits(filler.limits, shared) }))
    .filter((filler) => capacity(filler.limits, window) >= calls)
    .slice(0, 3)
    .map((filler) =>
      attempt(schedule(calls, filler.limits), filler.call, call, instantOfCall(calls - 1, filler.limits)),
    )
  return { limit: meter, attempts, masked: false }
}

/** Arguments for many calls: the amounts that totals add up are as small as both sides allow. */
function cheapArguments(joint: ByPath, totals: readonly Total[], budget: WorkBudget): Arguments | null {
  const amounts = totals.map(({ path }) => {
    const number = allowedNumbers(joint.get(path) ?? [], budget).find((one) => one >= 0)
    return [path, number ?? 0] as const
  })
  return withAmounts(joint, new Map(amounts), budget)
}

/** Arguments that meet all requirements, with given numbers at some paths. */
function withAmounts(
  joint: ByPath,
  amounts: ReadonlyMap<string, number>,
  budget: WorkBudget,
): Arguments | null {
  budget.spend(joint.size)
  const rest = new Map([...joint].filter(([path]) => !amounts.has(path)))
  const found = findArguments(rest, budget)
  if (found.kind !== 'found' || [...amounts.keys()].some(isTooDeep)) return null
  return payArguments([...found.values, ...amounts], budget)
}

/** How many pairs of amounts are tried for one total. */
const MOST_ATTEMPTS = 12

function suspectTotal(question: LimitQuestion, joint: ByPath, total: Total): LimitSuspect {
  const { tool, all, others, budget } = question
  budget.spend(all.meters.length + others.meters.length)
  const numbers = allowedNumbers(joint.get(total.path) ?? [], budget).filter((number) => toInt64(number) > 0n)
  const lasts = allowedNumbers(all.requirements.get(total.path) ?? [], budget).filter(
    (number) => toInt64(number) > 0n,
  )
  const limits = joinLimits(
    limitsOf(all.meters, ['own', 'global']),
    limitsOf(others.meters, ['own', 'global']),
  )
  const attempts: Attempt[] = []
  for (const number of [...numbers].reverse()) {
    const amount = toInt64(number)
    const calls = total.most / amount
    const rest = total.most - calls * amount
    if (calls < 1n || calls > 10n ** 15n) continue
    budget.spend(numbers.length + lasts.length)
    const last = [...numbers, ...lasts].find((one) => toInt64(one) > rest)
    const first = withAmounts(joint, new Map([[total.path, number]]), budget)
    const then = last === undefined ? null : withAmounts(joint, new Map([[total.path, last]]), budget)
    if (first === null || then === null || capacity(limits, total.window) <= Number(calls)) continue
    const at = instantOfCall(Number(calls), limits)
    attempts.push(attempt(schedule(Number(calls), limits), { tool, args: first }, { tool, args: then }, at))
    if (attempts.length >= MOST_ATTEMPTS) break
  }
  return { limit: total, attempts, masked: false }
}

function attempt(bursts: readonly Burst[], repeated: WitnessCall, call: WitnessCall, at: number): Attempt {
  const history: WitnessRun[] = bursts.map(({ at: offset, ...burst }) => ({
    call: repeated,
    at: new Date(START + offset).toISOString(),
    ...burst,
  }))
  return { history, call, at: new Date(START + at).toISOString() }
}
