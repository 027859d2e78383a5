import type { PolicyTestReport, StepResult } from './test-report'

/** Columns of a call of a policy test, in their order. */
export const TEST_COLUMNS = [
  'line',
  'case',
  'kind',
  'casePassed',
  'at',
  'tool',
  'args',
  'times',
  'expected',
  'expectedRule',
  'got',
  'gotRule',
  'passed',
  'fault',
] as const
type TestExportRow = Readonly<Record<(typeof TEST_COLUMNS)[number], unknown>>

/** Columns of what the tests cover of a rule, in their order. */
export const COVERAGE_COLUMNS = ['line', 'tool', 'rule', 'letsThrough', 'denies'] as const
type CoverageExportRow = Readonly<Record<(typeof COVERAGE_COLUMNS)[number], unknown>>

/** Every call or row of every case, with what it expects and what it got. */
export function exportTests({ cases }: PolicyTestReport): TestExportRow[] {
  return cases.flatMap(({ name, kind, passed: casePassed, steps }) =>
    steps.map((step) => ({ ...stepRow(step), case: name, kind, casePassed })),
  )
}

function stepRow({ line, at, tool, args, times, expected, got, passed, fault }: StepResult) {
  return {
    line,
    at,
    tool,
    args,
    times,
    expected: expected.result,
    expectedRule: expected.result === 'denied' ? (expected.rule ?? null) : null,
    got: got?.result ?? 'not run',
    gotRule: got?.result === 'denied' ? got.rule : null,
    passed,
    fault,
  }
}

/** Which outcomes of which rules some test reaches. */
export function exportCoverage({ coverage }: PolicyTestReport): CoverageExportRow[] {
  return coverage.rules.map(({ line, tool, rule, letsThrough, denies }) => {
    return { line, tool, rule, letsThrough, denies }
  })
}
