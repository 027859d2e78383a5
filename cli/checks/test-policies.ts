import { relative, resolve, sep } from 'node:path'
import { LineIndex } from '@/lib/policy/line-index'
import type { Position } from '@/lib/policy/locate'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { describeStep } from '@/lib/policy/test/describe-step'
import { coverageOf, sayUncovered } from '@/lib/policy/test/say-coverage'
import type { CaseResult, Coverage, PolicyTestReport } from '@/lib/policy/test/test-report'
import { readSource } from '@/lib/policy/yaml/source'
import { minCoverageOf } from '@/lib/repository/configuration'
import { FILE_START, joinReports, type Finding, type Report, type TestOutcome } from '../report/report'
import { readNamed, type TestedPair } from '../sources/policy-files'
import { configurationOf, type RepositorySettings } from '../sources/repository-settings'

/** Runs the tests of policies. `minCoverage` in per cent stands in for that of `.lockstep.yaml`. */
export async function testPolicies(
  pairs: readonly TestedPair[],
  minCoverage: number | null,
  settings: RepositorySettings,
): Promise<Report> {
  const reports: Report[] = []
  for (const pair of pairs) reports.push(await testPair(pair, minCoverage, settings))
  return joinReports('test', reports)
}

const NOTHING: Report = { command: 'test', files: [], findings: [], tests: [], coverage: [], changes: [] }

async function testPair(
  { policy, tests }: TestedPair,
  given: number | null,
  settings: RepositorySettings,
): Promise<Report> {
  if (policy === null) {
    const file = tests ?? ''
    const message = 'There is no policy beside these tests: rename or remove them.'
    return { ...NOTHING, files: [file], findings: [finding('policy-test', file, FILE_START, message)] }
  }
  const wanted = given ?? (await wantedCoverage(policy, settings))
  const bytes = readNamed(policy)
  if (tests === null) {
    return { ...NOTHING, files: [policy], findings: lacksOf(policy, coverageOf(bytes), wanted) }
  }
  const text = readNamed(tests)
  const outcome = checkPolicyTests(bytes, text)
  if (outcome.kind === 'ran') return ranReport(policy, tests, text, outcome.report, wanted)
  const place = placeIn(text)
  const findings =
    outcome.kind === 'invalid-tests'
      ? outcome.problems.map((problem) => finding('policy-test', tests, place(problem), problem.message))
      : [
          finding(
            'policy-test',
            tests,
            FILE_START,
            `Not run, because Intercept refuses the policy: ${outcome.errors[0] ?? ''}`,
          ),
        ]
  return { ...NOTHING, files: [tests], findings }
}

function ranReport(
  policy: string,
  tests: string,
  text: Uint8Array,
  { cases, coverage }: PolicyTestReport,
  wanted: number,
): Report {
  const place = placeIn(text)
  const failures = cases.flatMap(({ name, steps }) =>
    steps.flatMap((step) =>
      step.fault === null
        ? []
        : [finding('policy-test', tests, place(step), `“${name}”: ${step.fault}`, describeStep(step))],
    ),
  )
  return {
    ...NOTHING,
    files: [tests],
    findings: [...failures, ...lacksOf(policy, coverage, wanted)],
    tests: cases.map((one) => outcomeOf(tests, one)),
    coverage: [{ file: policy, covered: coverage.covered, possible: coverage.possible }],
  }
}

function outcomeOf(file: string, { name, steps }: CaseResult): TestOutcome {
  const faults = steps.flatMap(({ fault }) => (fault === null ? [] : [fault]))
  return { file, name, failure: faults.length === 0 ? null : faults.join('\n') }
}

async function wantedCoverage(policy: string, settings: RepositorySettings): Promise<number> {
  const found = await settings.of(policy)
  const configuration = configurationOf(found)
  if (configuration === null) return 0
  const path = relative(found.folder, resolve(policy)).split(sep).join('/')
  return minCoverageOf(configuration, path) ?? 0
}

/** What is not covered, when less is than the repository wants. */
function lacksOf(policy: string, coverage: Coverage | null, wanted: number): Finding[] {
  if (coverage === null || coverage.covered * 100 >= wanted * coverage.possible) return []
  const { covered, possible } = coverage
  return sayUncovered(coverage).map(({ line, message }) =>
    finding('policy-coverage', policy, { line, column: 1, endLine: line, endColumn: 1 }, message, [
      `${covered} of ${possible} outcomes are covered; ${wanted} per cent are wanted.`,
    ]),
  )
}

type Place = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>

function placeIn(text: Uint8Array): (at: Position) => Place {
  const lines = new LineIndex(readSource(text).text)
  return ({ line, column, end }) => {
    const last = lines.at(end)
    return { line, column, endLine: last.line, endColumn: last.column }
  }
}

function finding(
  rule: 'policy-test' | 'policy-coverage',
  file: string,
  place: Place,
  message: string,
  notes: readonly string[] = [],
): Finding {
  return { rule, severity: 'error', message, notes, file, docs: 'docs/policy-tests.md', ...place }
}
