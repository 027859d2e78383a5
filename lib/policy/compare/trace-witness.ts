import type { CompiledPolicy } from '../compile-policy'
import type { Policy } from '../policy'
import type { Difference, Witness, WitnessAnswer, WitnessCall } from './comparison'
import { answerAttempt, type Attempt } from './replay-witness'
import type { WorkBudget } from './work-budget'

/** How each version of a policy, the oldest first, answers one call. Null where a version does not allow the history before the call. */
export type WitnessTrace = readonly (WitnessAnswer | null)[]

/** Asks every version the same call. Throws `BudgetSpent`. */
export function traceWitness(
  versions: readonly CompiledPolicy[],
  witness: Attempt,
  budget: WorkBudget,
): WitnessTrace {
  return versions.map((version) => answerAttempt(version, witness, budget))
}

/**
 * The versions that made the answer what it is in the last one: the first since which the result did not change any more, and each later
 * one that gave a denial another rule. Null when the last version gives no answer, or the first one answers so already.
 */
export function answeredSince(trace: WitnessTrace): number[] | null {
  const last = trace.at(-1) ?? null
  if (last === null) return null
  let since = trace.length - 1
  while (since > 0 && trace[since - 1]?.result === last.result) since -= 1
  if (since === 0) return null
  const later = trace.flatMap((answer, at) =>
    at > since && ruleOf(answer) !== ruleOf(trace[at - 1]) ? [at] : [],
  )
  return [since, ...later]
}

function ruleOf(answer: WitnessAnswer | null | undefined): string | undefined {
  return answer?.result === 'denied' ? answer.rule : undefined
}

/** Versions that answer a call otherwise than both ends do: from `came` on, up to `went`, which answers as before again. */
export interface Passing {
  readonly came: number
  readonly went: number
}

/**
 * The time around version `at`, which answers otherwise than the one before it, in which the answer was not that of both ends. Null when
 * the ends differ, and when a version gives no answer.
 */
export function passingAt(trace: WitnessTrace, at: number): Passing | null {
  const results = trace.map((answer) => answer?.result)
  const [first] = results
  if (results.includes(undefined) || first !== results.at(-1) || results[at] === results[at - 1]) return null
  let [came, went] = [at, at]
  if (results[at] === first) while (results[came - 1] !== first) came -= 1
  else while (results[went] !== first) went += 1
  return { came, went }
}

/** More tools than this are not asked one by one: the witness stands for all. */
const MOST_TOOLS = 20

/** The witness of a difference, and the same calls of its other tools where they are few. `fresh` stands for any other tool. */
export function witnessesOf({ witness, tools }: Difference, fresh: string): Attempt[] {
  const others = tools
    .map((tool) => (tool === '*' ? fresh : tool))
    .filter((tool) => tool !== witness.call.tool)
  if (others.length >= MOST_TOOLS) return [witness]
  return [witness, ...others.map((tool) => retarget(witness, tool))]
}

function retarget({ history, call, at }: Witness, tool: string): Attempt {
  const moved = (one: WitnessCall): WitnessCall => (one.tool === call.tool ? { tool, args: one.args } : one)
  const runs = history.map((run) => Object.assign({}, run, { call: moved(run.call) }))
  return { history: runs, call: moved(call), at }
}

/** A name that none of the policies knows: it stands for any tool that is not listed. */
export function freshTool(policies: readonly Policy[]): string {
  const taken = new Set(policies.flatMap(({ tools, hide }) => [...tools.keys(), ...hide]))
  let name = 'any_other_tool'
  while (taken.has(name)) name += '_'
  return name
}
