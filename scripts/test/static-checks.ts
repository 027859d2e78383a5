import { generateClient } from '../generate-client'
import { runTool } from './run-tool'
import { stage } from './stage'
import { ONE_PASSED, oneFailed, sum, type Tally } from './tally'

interface Check {
  readonly title: string
  /** Resolves to the exit code. */
  readonly run: () => Promise<number>
}

/** What can be said about the sources without running them; each counts as one test. */
const OF_TYPES: readonly Check[] = [
  { title: 'The database client generates', run: () => generateClient().then(() => 0) },
  { title: 'Types', run: () => runTool('tsc', ['--noEmit']) },
  { title: 'Lint', run: () => runTool('oxlint', ['--type-aware', '--quiet']) },
  { title: 'Dead code', run: () => runTool('knip', ['--no-progress']) },
]
const OF_TEXT: readonly Check[] = [
  { title: 'Formatting', run: () => runTool('prettier', ['--check', '--log-level=warn', '.']) },
]

/** Runs every static check, also after one that fails; those of the text beside the others, since they take as long as these together. */
export async function staticChecks(): Promise<Tally> {
  return sum(await Promise.all([oneByOne(OF_TYPES), oneByOne(OF_TEXT)]))
}

async function oneByOne(checks: readonly Check[]): Promise<Tally> {
  const tallies: Tally[] = []
  for (const { title, run } of checks)
    tallies.push(await stage(title, async () => ((await run()) === 0 ? ONE_PASSED : oneFailed(title))))
  return sum(tallies)
}
