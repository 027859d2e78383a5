import type { Position } from '../locate'
import type { Expectation, PolicyTest, TestProblem } from './policy-test'

/** What the tests of a policy say about it. JSON-serialisable. */
export interface PolicyTestReport {
  readonly cases: readonly CaseResult[]
  readonly passed: number
  readonly failed: number
  readonly coverage: Coverage
}

export interface CaseResult extends Position {
  readonly name: string
  readonly kind: PolicyTest['kind']
  readonly passed: boolean
  /** The tools it calls, each once, in order. */
  readonly tools: readonly string[]
  /** How many calls it makes in all. */
  readonly calls: number
  readonly steps: readonly StepResult[]
}

/** One call or row; with `times`, the first of the calls that was not answered as expected, else the last. */
export interface StepResult extends Position {
  /** The clock of the case at that moment, ISO 8601 in UTC. */
  readonly at: string
  readonly times: number
  readonly tool: string
  /** JSON. */
  readonly args: string
  readonly expected: Expectation
  /** `null` when it was not run. */
  readonly got: Outcome | null
  /** Which of the `times` calls `got` is about, from 1. */
  readonly call: number
  readonly passed: boolean
  /** One sentence about what is wrong; `null` when it passed. */
  readonly fault: string | null
  /** The counters of the tool and of `*` after it. */
  readonly counters: readonly CounterState[]
  /** What each rule said, in the order they are asked; only where the step did not pass. */
  readonly trace: readonly RuleAnswer[]
}

export type Outcome =
  | { readonly result: 'allowed' }
  | {
      readonly result: 'denied'
      /** The rule that decided: its name in the policy, `(hidden)` or `(default deny)`. */
      readonly rule: string
      /** As in Intercept's event log: `null` when a limit refused the call. */
      readonly loggedRule: string | null
      readonly message: string
    }

export interface CounterState {
  /** `<tool>.<counter>` or `_global.<counter>`. */
  readonly counter: string
  /** An int64 as text. */
  readonly value: string
  /** An int64 as text; `null` when the rule limits it by nothing, and it is not counted. */
  readonly limit: string | null
  readonly window: 'minute' | 'hour' | 'day'
}

export interface RuleAnswer {
  readonly tool: string
  readonly rule: string
  /** One-based, in the policy. */
  readonly line: number
  readonly answer: 'lets-through' | 'denies' | 'not-reached'
}

/** Which outcomes of which rules some test has reached. */
export interface Coverage {
  /** In the order of the file, behind them `(hidden)` and `(default deny)` where the policy has them. */
  readonly rules: readonly RuleCoverage[]
  /** Outcomes that a test has reached. */
  readonly covered: number
  /** Outcomes that a call can reach. */
  readonly possible: number
}

export interface RuleCoverage {
  /** The tool key that the rule stands under; `null` for `(hidden)` and `(default deny)`. */
  readonly tool: string | null
  readonly rule: string
  /** One-based, in the policy. */
  readonly line: number
  readonly letsThrough: OutcomeCoverage
  readonly denies: OutcomeCoverage
}

/** `cannot`: no call gets this outcome of this rule. */
export type OutcomeCoverage = 'covered' | 'none' | 'cannot'

/** What came of a policy and its tests, as texts. */
export type PolicyTestOutcome =
  | { readonly kind: 'ran'; readonly report: PolicyTestReport }
  | { readonly kind: 'invalid-tests'; readonly problems: readonly TestProblem[] }
  /** In Intercept's words; the tests were not run. */
  | { readonly kind: 'invalid-policy'; readonly errors: readonly string[] }
