import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '../find-browser'
import { readPlaywrightReport } from './read-report'
import { runTool } from './run-tool'
import { withExitCode, type Tally } from './tally'

/** Runs Playwright in a real browser; playwright.config.ts starts the stack. `more` are further arguments. */
export async function endToEndTests(more: string[] = [], env: Record<string, string> = {}): Promise<Tally> {
  const browser = findBrowser()
  console.log(`Browser: ${browser}`)
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-report-'))
  const report = join(folder, 'playwright.json')
  try {
    const variables = { ...env, LOCKSTEP_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    const exitCode = await runTool('playwright', ['test', '--reporter=list,json', ...more], variables)
    return withExitCode(readPlaywrightReport(report), exitCode)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
