import type { Condition, Rule, StateBlock } from '../policy'
import { largestCount, limitCondition } from './counter-limit'
import { limit, path, printable, say, type Sentence } from './sentence'

/** What a rule's own counter allows. */
export interface LimitReading {
  /** "at most **20 calls per hour**", without scope. */
  readonly phrase: Sentence
  /** "20 / hour". */
  readonly short: Sentence
  readonly notes: readonly Sentence[]
  /** True when not even the first call passes. */
  readonly never: boolean
  /** True when the counter stops nobody: it is never counted, or only ever lowered. */
  readonly idle: boolean
}

/** Plain words for the counter of a rule; `null` for a rule that keeps none. */
export function describeLimit(rule: Rule, tool: string): LimitReading | null {
  const { state } = rule
  if (state === undefined || rule.action === 'deny') return null
  const bound = limitCondition(rule, tool)
  if (bound === null) return describeUncounted(state)
  return state.incrementFrom === '' ? describeCalls(state, bound) : describeTotal(state, bound)
}

/** "20 calls per hour". */
export function callsPer(calls: bigint, window: string): string {
  return `${calls} ${calls === 1n ? 'call' : 'calls'} per ${printable(window)}`
}

function describeCalls(state: StateBlock, bound: Condition): LimitReading {
  const most = largestCount(bound)
  const { increment, window } = state
  if (increment < 0n) {
    const words = say`each call lowers the count of the ${printable(window)} by ${String(-increment)}, so a limit of ${limit(String(most))} stops nobody`
    return {
      phrase: words,
      short: say`${String(most)} / ${printable(window)}`,
      notes: [],
      never: false,
      idle: most >= 0n,
    }
  }
  const calls = most < 0n ? 0n : most / increment
  const short = say`${String(calls)} / ${printable(window)}`
  if (calls === 0n) {
    return { phrase: say`at most ${limit(callsPer(0n, window))}`, short, notes: [], never: true, idle: false }
  }
  const weight = increment === 1n ? [] : [say`Each call counts ${String(increment)} of ${String(most)}.`]
  const phrase = say`at most ${limit(callsPer(calls, window))}`
  return { phrase, short, notes: [...weight, clock(window)], never: false, idle: false }
}

function describeTotal(state: StateBlock, bound: Condition): LimitReading {
  const most = largestCount(bound)
  const { incrementFrom, window } = state
  const per = `${most} per ${printable(window)}`
  return {
    phrase: say`at most ${limit(per)} in total of ${path(incrementFrom)}`,
    short: say`${path(incrementFrom)} total ${String(most)} / ${printable(window)}`,
    notes: [
      say`A call without a number in ${path(incrementFrom)} is denied.`,
      say`Fractions are cut off; a negative number lowers the total.`,
      clock(window),
    ],
    never: most < 0n,
    idle: false,
  }
}

/** The increment is resolved before the limit is looked for, so a missing number denies even here. */
function describeUncounted({ counter, window, incrementFrom }: StateBlock): LimitReading {
  const notes =
    incrementFrom === ''
      ? []
      : [say`A call without a number in ${path(incrementFrom)} is denied all the same.`]
  return {
    phrase: say`the counter ${path(counter)} is never counted: no condition limits it with lt or lte`,
    short: say`${path(counter)} not counted / ${printable(window)}`,
    notes,
    never: false,
    idle: incrementFrom === '',
  }
}

function clock(window: string): Sentence {
  return window === 'day'
    ? say`Counted in whole days, UTC.`
    : say`Counted in whole clock ${printable(window)}s, UTC.`
}
