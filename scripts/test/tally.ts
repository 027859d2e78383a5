/** How many tests ended how, and what a person needs to find those that failed: the test's file and name, and the first line of its error. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** One text per failure, as far as they have names. */
  failures: string[]
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] }
export const ONE_PASSED: Tally = { ...NOTHING, passed: 1 }

/** One failure; `what` failed is told at the end of the run. */
export function oneFailed(what: string): Tally {
  return { ...NOTHING, failed: 1, failures: [what] }
}

export function sum(tallies: Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
      failures: a.failures.concat(b.failures),
    }),
    NOTHING,
  )
}

/** The closing line that `npm test` and `npm run test:long` end with; programs read it. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** The failures once more, for the end of a run: what is printed where they happen is far above by then. Empty when nothing failed. */
export function failureList({ failures }: Tally): string {
  return failures.length === 0 ? '' : ['Failed:', ...failures.map((failure) => `  ${failure}`)].join('\n')
}

/**
 * A runner that fails without a failed test (a file that does not load, an error outside of tests, no report at all) counts as one failure:
 * nothing may be lost in counting.
 */
export function withExitCode(tally: Tally, exitCode: number): Tally {
  if (exitCode === 0 || tally.failed > 0) return tally
  return sum([tally, oneFailed(`the runner ended with exit code ${exitCode}, but no test failed`)])
}
