import { generateClient } from '../generate-client'
import { runTool } from './run-tool'
import { stage } from './stage'
import { ONE_PASSED, oneFailed, sum, type Tally } from './tally'

/** What can be said about the sources without running them; each counts as one test. */
const CHECKS: { title: string; run: () => Promise<number> }[] = [
  { title: 'The database client generates', run: () => generateClient().then(() => 0) },
  { title: 'Types', run: () => runTool('tsc', ['--noEmit']) },
  { title: 'Lint', run: () => runTool('oxlint', ['--type-aware', '--quiet']) },
  { title: 'Formatting', run: () => runTool('prettier', ['--check', '--log-level=warn', '.']) },
  { title: 'Dead code', run: () => runTool('knip', ['--no-progress']) },
]

/** Runs every static check, also after one that fails. */
export async function staticChecks(): Promise<Tally> {
  const tallies: Tally[] = []
  for (const { title, run } of CHECKS) {
    tallies.push(await stage(title, async () => ((await run()) === 0 ? ONE_PASSED : oneFailed(title))))
  }
  return sum(tallies)
}
