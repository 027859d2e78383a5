import { describeStep } from '@/lib/policy/test/describe-step'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { coverageOf, sayUncovered } from '@/lib/policy/test/say-coverage'
import type { Position } from '@/lib/policy/locate'
import type { Coverage, PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { findTests, readBounded, settingsOf, type TestedPair } from './find-tests'

/** One thing that is wrong, at its place; every output format can be made of these. */
export interface TestFinding {
  readonly rule: 'policy-test' | 'policy-coverage' | 'configuration'
  readonly severity: 'error'
  readonly message: string
  /** More sentences: the call, and what the rules said to it. */
  readonly notes: readonly string[]
  readonly file: string
  /** From one; columns in UTF-16 units. */
  readonly line: number
  readonly column: number
}

/** A policy with what its tests say. */
export interface TestedPolicy extends TestedPair {
  /** `null` without tests, or without a policy. */
  readonly outcome: PolicyTestOutcome | null
  readonly findings: readonly TestFinding[]
}

/** Runs the tests of all policies in the paths. `minCoverage` in per cent stands in for that of `.lockstep.yaml`. */
export async function testPolicies(
  paths: readonly string[],
  minCoverage: number | null,
): Promise<TestedPolicy[]> {
  const tested: TestedPolicy[] = []
  for (const pair of findTests(paths)) tested.push(await testPolicy(pair, minCoverage))
  return tested
}

const START = { line: 1, column: 1 }

async function testPolicy(pair: TestedPair, given: number | null): Promise<TestedPolicy> {
  const { policy, tests } = pair
  if (policy === null) {
    const message = 'There is no policy beside these tests: rename or remove them.'
    return { ...pair, outcome: null, findings: [finding('policy-test', tests ?? '', START, message)] }
  }
  const wanted = await wantedCoverage(policy, given)
  if ('findings' in wanted) return { ...pair, outcome: null, findings: wanted.findings }
  const bytes = readBounded(policy)
  const outcome = tests === null ? null : checkPolicyTests(bytes, readBounded(tests))
  const findings = tests === null || outcome === null ? [] : failuresOf(tests, outcome)
  const coverage =
    outcome?.kind === 'ran' ? outcome.report.coverage : outcome === null ? coverageOf(bytes) : null
  return { ...pair, outcome, findings: [...findings, ...lacksOf(policy, coverage, wanted.percent)] }
}

async function wantedCoverage(
  policy: string,
  given: number | null,
): Promise<{ readonly percent: number } | { readonly findings: readonly TestFinding[] }> {
  if (given !== null) return { percent: given }
  const found = settingsOf(policy)
  if (found === null) return { percent: 0 }
  const { minCoverageOf, parseConfiguration } = await import('@/lib/repository/configuration')
  const parsed = parseConfiguration(found.text)
  if (parsed.ok) return { percent: minCoverageOf(parsed.configuration, found.path) ?? 0 }
  return {
    findings: parsed.problems.map((problem) =>
      finding('configuration', found.settings, problem, problem.message),
    ),
  }
}

function failuresOf(file: string, outcome: PolicyTestOutcome): TestFinding[] {
  if (outcome.kind === 'invalid-tests') {
    return outcome.problems.map((problem) => finding('policy-test', file, problem, problem.message))
  }
  if (outcome.kind === 'invalid-policy') {
    const message = `Not run, because Intercept refuses the policy: ${outcome.errors[0] ?? ''}`
    return [finding('policy-test', file, START, message)]
  }
  return outcome.report.cases.flatMap(({ name, steps }) =>
    steps.flatMap((step) =>
      step.fault === null
        ? []
        : [finding('policy-test', file, step, `“${name}”: ${step.fault}`, describeStep(step))],
    ),
  )
}

/** What is not covered, when less is than the repository wants. */
function lacksOf(policy: string, coverage: Coverage | null, wanted: number): TestFinding[] {
  if (coverage === null || coverage.covered * 100 >= wanted * coverage.possible) return []
  const { covered, possible } = coverage
  return sayUncovered(coverage).map(({ line, message }) =>
    finding('policy-coverage', policy, { line, column: 1 }, message, [
      `${covered} of ${possible} outcomes are covered; ${wanted} per cent are wanted.`,
    ]),
  )
}

function finding(
  rule: TestFinding['rule'],
  file: string,
  { line, column }: Pick<Position, 'line' | 'column'>,
  message: string,
  notes: readonly string[] = [],
): TestFinding {
  return { rule, severity: 'error', message, notes, file, line, column }
}
