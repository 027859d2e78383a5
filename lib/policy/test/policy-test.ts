import type { Position } from '../locate'

/** The tests of one policy, read from its `*.test.yaml`; the language is described in docs/policy-tests.md. */
export interface PolicyTests {
  /** In the order of the file; never empty. */
  readonly cases: readonly PolicyTest[]
}

/** One named case. The position is that of the whole item. */
export interface PolicyTest extends Position {
  /** Unique in the file. */
  readonly name: string
  /** `call` has one step. The steps of a sequence share their counters; each row of a table starts afresh. */
  readonly kind: 'call' | 'sequence' | 'table'
  readonly steps: readonly TestStep[]
}

/** One call, or the same call made several times at one instant. */
export interface TestStep extends Position {
  /** Milliseconds since the Unix epoch; never earlier than the step before it in a sequence. */
  readonly at: number
  /** 1 or more. */
  readonly times: number
  readonly tool: string
  /** As `JSON.parse` gives what an agent sends. */
  readonly args: Readonly<Record<string, unknown>>
  /** Whether the server answers with a JSON-RPC error, which gives back what the call has taken of its counters. */
  readonly serverFails: boolean
  readonly expected: Expectation
}

/** What a step expects; `rule` and `message` are absent where any will do. */
export type Expectation =
  | { readonly result: 'allowed' }
  | {
      readonly result: 'denied'
      /** The rule that decides, by its name in the policy – also for limits, whose denials Intercept logs without a rule. */
      readonly rule?: string
      /** The whole text that the agent reads behind `[INTERCEPT POLICY DENIED] `. */
      readonly message?: string
    }

/** What is wrong with a test file, at its place. */
export interface TestProblem extends Position {
  /** One sentence that says what to do. */
  readonly message: string
}

export type ParsedPolicyTests =
  | { readonly ok: true; readonly tests: PolicyTests }
  | { readonly ok: false; readonly problems: readonly [TestProblem, ...TestProblem[]] }
