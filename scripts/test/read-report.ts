import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { NOTHING, type Tally } from './tally'

const testFile = z.object({
  status: z.string(),
  assertionResults: z.array(z.object({ status: z.string() })),
})

const vitestReport = z.object({ testResults: z.array(testFile) })

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

/** Counts a report of vitest's JSON reporter. A file that fails outside of its tests, as in `beforeAll`, counts as one failure. */
export function readVitestReport(file: string): Tally {
  if (!existsSync(file)) return NOTHING
  const { testResults } = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const statuses = testResults.flatMap((result) => statusesOf(result))
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  // Vitest's words for the rest are pending, skipped, todo and disabled.
  return { passed, failed, skipped: statuses.length - passed - failed }
}

function statusesOf(file: z.infer<typeof testFile>): string[] {
  const inside = file.assertionResults.map(({ status }) => status)
  return file.status === 'failed' && !inside.includes('failed') ? inside.concat('failed') : inside
}

/** Counts a report of Playwright's JSON reporter. A test that passes only when repeated has failed. */
export function readPlaywrightReport(file: string): Tally {
  if (!existsSync(file)) return NOTHING
  const { stats } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}
