import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { z } from 'zod'
import { inCheckout } from '../paths'
import { NOTHING, type Tally } from './tally'

const testFile = z.object({
  name: z.string(),
  status: z.string(),
  message: z.string(),
  assertionResults: z.array(
    z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
  ),
})

const vitestReport = z.object({ testResults: z.array(testFile) })

/** Counts a report of vitest's JSON reporter. A file that fails outside of its tests, as in `beforeAll`, counts as one failure. */
export function readVitestReport(file: string): Tally {
  if (!existsSync(file)) return NOTHING
  const { testResults } = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const results = testResults.flatMap((result) => resultsOf(result))
  const passed = results.filter(({ status }) => status === 'passed').length
  const failures = results.filter(({ status }) => status === 'failed').map(({ text }) => text)
  // Vitest's words for the rest are pending, skipped, todo and disabled.
  const skipped = results.length - passed - failures.length
  return { passed, failed: failures.length, skipped, failures }
}

function resultsOf(file: z.infer<typeof testFile>): { status: string; text: string }[] {
  const name = relative(inCheckout(), file.name)
  const inside = file.assertionResults.map(({ status, fullName, failureMessages }) => ({
    status,
    text: failureText(`${name} › ${fullName}`, failureMessages?.[0]),
  }))
  const hidden = file.status === 'failed' && !inside.some(({ status }) => status === 'failed')
  return hidden ? inside.concat({ status: 'failed', text: failureText(name, file.message) }) : inside
}

const spec = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
    }),
  ),
})

interface Suite {
  specs: z.infer<typeof spec>[]
  suites?: Suite[] | undefined
}

const suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ specs: z.array(spec), suites: z.array(suite).optional() }),
)

const playwrightReport = z.object({
  suites: z.array(suite),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

/** Counts a report of Playwright's JSON reporter. A test that passes only when repeated has failed. */
export function readPlaywrightReport(file: string): Tally {
  if (!existsSync(file)) return NOTHING
  const { stats, suites } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const failures = suites
    .flatMap(specsOf)
    .flatMap(({ title, file: at, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) =>
          failureText(`${at} › ${title}`, ...(results[0]?.errors.map(({ message }) => message) ?? [])),
        ),
    )
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures,
  }
}

function specsOf({ specs, suites = [] }: Suite): z.infer<typeof spec>[] {
  return specs.concat(suites.flatMap(specsOf))
}

/** What is kept of an error: what was expected and what came are in the first lines, behind the counterexample of a property. */
const [KEPT_LINES, KEPT_WIDTH] = [16, 400]

/** A stack frame outside of the project. */
const FRAME_OF_OTHERS = /^\s+at .*(?:node_modules|node:|<anonymous>)/

/** Each error by itself: of a test that ran out of time the first says only that, and the next what it was waiting for. */
function failureText(name: string, ...errors: readonly (string | undefined)[]): string {
  return [name, ...errors.flatMap(keptLines).map((line) => `    ${line}`)].join('\n')
}

function keptLines(error = ''): string[] {
  // oxlint-disable-next-line no-control-regex -- colours of a terminal are control characters
  const lines = error.replaceAll(/\u001B\[[0-9;]*m/g, '').split('\n')
  return lines
    .filter((line) => line.trim() !== '' && !FRAME_OF_OTHERS.test(line))
    .slice(0, KEPT_LINES)
    .map((line) => line.slice(0, KEPT_WIDTH))
}
