import { compilePolicy, type CompiledPolicy } from '../compile-policy'
import type { CounterStore } from '../counters'
import { evaluate } from '../evaluate'
import { MemoryCounters } from '../memory-counters'
import type { LoadedPolicy } from '../parse-policy'
import { rollBack } from '../reserve'
import { CoverageBook } from './cover-rules'
import { judge, toOutcome } from './judge-call'
import type { PolicyTest, PolicyTests, TestStep } from './policy-test'
import type { CaseResult, CounterState, PolicyTestReport, RuleAnswer, StepResult } from './test-report'

/** Conditions that the calls of one file may look at, longer arguments counting more: some seconds at the most. */
const MOST_WORK = 500_000
/** Looking at so many characters of arguments counts as one more condition. */
const CHARACTERS = 16
const MOST_TRACED = 50

export interface RunOptions {
  /** Asked before each call: true leaves the rest out, as failed. Who runs the tests of others bounds their time by this. */
  readonly outOfTime?: () => boolean
}

/**
 * Runs the tests of a policy that `validatePolicy` finds valid, each case with a clock and counters of its own. Pure apart from `outOfTime`;
 * never throws, and ends in bounded time whatever the file says.
 */
export function runPolicyTests(
  loaded: LoadedPolicy,
  { cases }: PolicyTests,
  { outOfTime = () => false }: RunOptions = {},
): PolicyTestReport {
  const runner = new Runner(loaded, outOfTime)
  const results = cases.map((one) => runner.runCase(one))
  const passed = results.filter((result) => result.passed).length
  return { cases: results, passed, failed: results.length - passed, coverage: runner.book.report(loaded) }
}

class Runner {
  readonly compiled: CompiledPolicy
  readonly book: CoverageBook
  private work = 0

  constructor(
    private readonly loaded: LoadedPolicy,
    private readonly outOfTime: () => boolean,
  ) {
    this.compiled = compilePolicy(loaded.policy)
    this.book = new CoverageBook(this.compiled)
  }

  runCase({ name, kind, steps, line, column, start, end }: PolicyTest): CaseResult {
    let counters = new MemoryCounters()
    const results = steps.map((step) => {
      if (kind === 'table') counters = new MemoryCounters()
      return this.runStep(step, counters)
    })
    return {
      name,
      kind,
      passed: results.every(({ passed }) => passed),
      tools: [...new Set(steps.map(({ tool }) => tool))],
      calls: steps.reduce((sum, { times }) => sum + times, 0),
      steps: results,
      line,
      column,
      start,
      end,
    }
  }

  private runStep(step: TestStep, counters: MemoryCounters): StepResult {
    const { at, times, tool, expected, line, column, start, end } = step
    const args = JSON.stringify(step.args)
    const cost = this.costOf(tool, args)
    const known = this.book.rulesOf(tool).map(({ rule }) => rule.name)
    const now = new Date(at)
    let shown: Pick<StepResult, 'got' | 'call' | 'fault' | 'trace'> = {
      got: null,
      call: 1,
      fault: null,
      trace: [],
    }
    for (let call = 1; call <= times; call++) {
      this.work += cost
      if (this.work > MOST_WORK || this.outOfTime()) {
        const fault = 'Not run: the tests of this file are too much work. Lower times, or split the file.'
        shown = shown.fault === null ? { got: null, call, fault, trace: [] } : shown
        break
      }
      const decision = evaluate(this.compiled, { tool, args: step.args }, counters, now)
      this.book.record(tool, decision)
      if (decision.result === 'allowed' && step.serverFails) rollBack(decision.reservations, counters)
      if (shown.fault !== null) continue
      const got = toOutcome(decision, ({ tool: key, index }) => this.ruleName(key, index))
      const fault = judge(expected, got, known)
      const trace = fault === null ? [] : this.trace(tool, this.book.answers(tool, decision))
      shown = {
        got,
        call,
        fault: fault !== null && times > 1 ? `Call ${call} of ${times}: ${fault}` : fault,
        trace,
      }
    }
    return {
      at: now.toISOString(),
      times,
      tool,
      args,
      expected,
      ...shown,
      passed: shown.fault === null,
      counters: this.counterStates(tool, counters, now),
      line,
      column,
      start,
      end,
    }
  }

  private costOf(tool: string, args: string): number {
    const rules = this.book.rulesOf(tool)
    const conditions = rules.reduce((sum, { rule }) => sum + 1 + rule.conditions.length, 1)
    return conditions * (1 + args.length / CHARACTERS)
  }

  private ruleName(tool: string, index: number): string {
    return this.compiled.tools.get(tool)?.rules[index]?.name ?? ''
  }

  private trace(tool: string, answers: readonly RuleAnswer['answer'][]): RuleAnswer[] {
    const { positions } = this.loaded
    return this.book
      .rulesOf(tool)
      .slice(0, MOST_TRACED)
      .map(({ reference, rule }, i) => {
        const { line } = positions.locate(['tools', reference.tool, 'rules', reference.index])
        return { tool: reference.tool, rule: rule.name, line, answer: answers[i] ?? 'not-reached' }
      })
  }

  private counterStates(tool: string, counters: CounterStore, now: Date): CounterState[] {
    const { tools, wildcard } = this.compiled
    const own = tool === '*' ? [] : (tools.get(tool)?.quotas ?? [])
    return [...own, ...wildcard.quotas].slice(0, MOST_TRACED).map(({ key, limit, window }) => {
      return {
        counter: key,
        value: String(counters.read(key, now)),
        limit: limit === null ? null : String(limit),
        window,
      }
    })
  }
}
