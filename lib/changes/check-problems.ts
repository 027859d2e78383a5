import type { LintRuleId } from '@/lib/policy/lint/lint-rules'

/** One place where the check of a change found something. */
export interface CheckProblem {
  /** Of the policy, in the repository. */
  readonly path: string
  /** 1-based: in the policy, or in the file of its tests. Null for what has no lines. */
  readonly line: number | null
  readonly part: 'lint' | 'tests'
  /** Null for what Intercept refuses, and for tests. */
  readonly rule: LintRuleId | null
  readonly severity: 'error' | 'warning'
  /** May hold texts of the file. */
  readonly message: string
}

/** Of more, the counts tell. */
export const MOST_PROBLEMS = 20

/** A name in a file can make a message as long as the file. */
const LONGEST_MESSAGE = 300

/** The first problems of a check, errors before warnings: a change made to be large has a million, and its answer is kept. */
export class FirstProblems {
  readonly #errors: CheckProblem[] = []
  readonly #warnings: CheckProblem[] = []
  readonly #errorRules = new Set<LintRuleId>()
  #count = 0

  /** How many `list` leaves out. */
  get unlisted(): number {
    return Math.max(0, this.#count - MOST_PROBLEMS)
  }

  add({ message, ...problem }: CheckProblem): void {
    this.#count += 1
    if (problem.severity === 'error' && problem.rule !== null) this.#errorRules.add(problem.rule)
    const kept = problem.severity === 'error' ? this.#errors : this.#warnings
    if (kept.length < MOST_PROBLEMS) kept.push({ ...problem, message: shortened(message) })
  }

  /** Each lint rule of all errors once, in their order. */
  errorRules(): LintRuleId[] {
    return [...this.#errorRules]
  }

  list(): CheckProblem[] {
    return [...this.#errors, ...this.#warnings].slice(0, MOST_PROBLEMS)
  }
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message
}
