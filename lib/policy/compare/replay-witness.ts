import type { CompiledPolicy } from '../compile-policy'
import type { CounterStore } from '../counters'
import type { Decision } from '../decision'
import { evaluate } from '../evaluate'
import { MemoryCounters } from '../memory-counters'
import type { Window } from '../policy'
import type { Effect, WitnessAnswer, WitnessCall, WitnessRun } from './comparison'
import { jsonWeight, ruleWeight, type WorkBudget } from './work-budget'

/** A Monday at midnight, UTC: a minute, an hour and a day begin here. Witnesses need some date. */
export const START = Date.UTC(2026, 0, 5)

/** A call after a history, as yet without proof. */
export interface Attempt {
  readonly history: readonly WitnessRun[]
  readonly call: WitnessCall
  readonly at: string
}

export interface Answers {
  readonly before: WitnessAnswer
  readonly after: WitnessAnswer
}

const LENGTH = { minute: 60_000, hour: 3_600_000 }
const MOST = 2n ** 63n - 1n

/** The steps of a replay: the rules of the tool and of `*` judge the first and the last call of each burst. */
export function payReplay({ policy }: CompiledPolicy, { history, call }: Attempt, budget: WorkBudget): void {
  const runs = [...history, { call, windows: 1 }]
  for (const run of runs) {
    const rules = [run.call.tool, '*'].flatMap((tool) => policy.tools.get(tool)?.rules ?? [])
    budget.spend(rules.length)
    const judged = 2 * (run.windows ?? 1) * jsonWeight(run.call.args)
    for (const rule of rules) budget.spend(judged * ruleWeight(rule))
  }
}

/** The answers of both policies, if the history is allowed by both and the call by exactly the one that `effect` says; else `null`. */
export function replayAttempt(
  before: CompiledPolicy,
  after: CompiledPolicy,
  attempt: Attempt,
  effect: Effect,
): Answers | null {
  const answers = { before: replay(before, attempt), after: replay(after, attempt) }
  if (answers.before === null || answers.after === null) return null
  const [denied, allowed] =
    effect === 'loosens' ? [answers.before, answers.after] : [answers.after, answers.before]
  if (denied.result !== 'denied' || allowed.result !== 'allowed') return null
  return { before: answers.before, after: answers.after }
}

/** How one policy answers the call after the history; null when it does not allow all of the history. Throws `BudgetSpent`. */
export function answerAttempt(
  policy: CompiledPolicy,
  attempt: Attempt,
  budget: WorkBudget,
): WitnessAnswer | null {
  payReplay(policy, attempt, budget)
  return replay(policy, attempt)
}

function replay(policy: CompiledPolicy, { history, call, at }: Attempt): WitnessAnswer | null {
  const counters = new RecordingCounters()
  for (const run of history) if (!replayRun(policy, run, counters)) return null
  return answerOf(evaluate(policy, call, counters, new Date(at)))
}

function replayRun(policy: CompiledPolicy, run: WitnessRun, counters: RecordingCounters): boolean {
  const length = run.every === undefined ? 0 : LENGTH[run.every]
  const from = Date.parse(run.at)
  for (let i = 0; i < (run.windows ?? 1); i += 1) {
    if (!replayBurst(policy, run, new Date(from + i * length), counters)) return false
  }
  return true
}

/**
 * The first and the last of equal calls are decided for real; those between only count. That is enough: each adds the same to the same
 * counters, so that what lets the last one through has let through those before it.
 */
function replayBurst(
  policy: CompiledPolicy,
  { call, times }: WitnessRun,
  at: Date,
  counters: RecordingCounters,
): boolean {
  counters.forget()
  const decide = () => evaluate(policy, call, counters, at).result === 'allowed'
  if (times < 1) return true
  if (!decide()) return false
  if (times === 1) return true
  if (times > 2) counters.repeat(BigInt(times - 2), at)
  return decide()
}

function answerOf(decision: Decision): WitnessAnswer {
  if (decision.result === 'allowed') return { result: 'allowed' }
  const { message, rule } = decision
  return { result: 'denied', message, ...(rule === undefined ? {} : { rule }) }
}

interface Reserved {
  readonly key: string
  readonly amount: bigint
  readonly window: Window
}

/** Counters that can repeat what the last call has reserved. */
class RecordingCounters implements CounterStore {
  private readonly counters = new MemoryCounters()
  private last: Reserved[] = []

  read(key: string, now: Date): bigint {
    return this.counters.read(key, now)
  }

  reserve(key: string, amount: bigint, limit: bigint, window: Window, now: Date): boolean {
    if (this.last.some((one) => one.key === key)) this.last = []
    this.last.push({ key, amount, window })
    return this.counters.reserve(key, amount, limit, window, now)
  }

  rollBack(key: string, amount: bigint): void {
    this.counters.rollBack(key, amount)
  }

  /** Before a call whose reservations are to be repeated. */
  forget(): void {
    this.last = []
  }

  repeat(times: bigint, now: Date): void {
    for (const { key, amount, window } of this.last)
      this.counters.reserve(key, amount * times, MOST, window, now)
  }
}
