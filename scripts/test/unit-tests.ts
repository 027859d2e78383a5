import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readVitestReport } from './read-report'
import { runTool } from './run-tool'
import { withExitCode, type Tally } from './tally'

/** Runs vitest; `more` are further arguments, as a config. */
export async function unitTests(more: string[] = []): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-report-'))
  const report = join(folder, 'vitest.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const exitCode = await runTool('vitest', ['run', ...reporters, ...more], { NODE_ENV: 'test' })
    return withExitCode(readVitestReport(report), exitCode)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
