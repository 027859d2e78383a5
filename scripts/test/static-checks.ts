import { generateClient } from '../generate-client'
import { runTool } from './run-tool'
import { stage } from './stage'
import { ONE_PASSED, oneFailed, sum, type Tally } from './tally'

interface Check {
  readonly title: string
  /** Resolves to the exit code. */
  readonly run: () => Promise<number>
}

const CLIENT: Check = { title: 'The database client generates', run: () => generateClient().then(() => 0) }

/** What can be said about the sources without running them, once the client is there; each counts as one test. */
const CHECKS: readonly Check[] = [
  { title: 'Types', run: () => runTool('tsc', ['--noEmit']) },
  { title: 'Lint', run: () => runTool('oxlint', ['--type-aware', '--quiet']) },
  { title: 'Dead code', run: () => runTool('knip', ['--no-progress']) },
  { title: 'Formatting', run: () => runTool('oxfmt', ['--check']) },
]

/** Runs every static check, also after one that fails; side by side, since each keeps one core busy for a part of its time only. */
export async function staticChecks(): Promise<Tally> {
  const client = await tallyOf(CLIENT)
  return sum([client, ...(await Promise.all(CHECKS.map(tallyOf)))])
}

function tallyOf({ title, run }: Check): Promise<Tally> {
  return stage(title, async () => ((await run()) === 0 ? ONE_PASSED : oneFailed(title)))
}
