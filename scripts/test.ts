import { parseArgs } from 'node:util'
import { Advice } from './advice'
import { endToEndTests } from './test/end-to-end-tests'
import { Interrupted } from './test/run-tool'
import { stage } from './test/stage'
import { staticChecks } from './test/static-checks'
import { closingLine, failureList, sum, type Tally } from './test/tally'
import { unitTests } from './test/unit-tests'

const PARTS: Record<string, () => Promise<Tally>> = {
  static: staticChecks,
  unit: () => stage('Unit, property and database tests', () => unitTests()),
  e2e: () => stage('End to end', () => endToEndTests()),
}

/** `npm test`: everything once, each part also after one that fails. `--only static|unit|e2e` runs one part. */
export async function main(args: string[]): Promise<number> {
  return runParts(chosenParts(args))
}

function chosenParts(args: string[]): (() => Promise<Tally>)[] {
  const { only } = parseArgs({ args, options: { only: { type: 'string' } } }).values
  if (only === undefined) return Object.values(PARTS)
  const part = PARTS[only]
  if (part === undefined)
    throw new Advice(`--only ${only} is no part: use one of ${Object.keys(PARTS).join(', ')}.`)
  return [part]
}

/** Runs parts one after the other and prints what failed and the closing line; returns the exit code. */
export async function runParts(parts: (() => Promise<Tally>)[]): Promise<number> {
  const tallies: Tally[] = []
  try {
    for (const part of parts) tallies.push(await part())
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    console.error('\nInterrupted')
    return 130
  }
  const total = sum(tallies)
  if (total.failures.length > 0) console.log(`\n${failureList(total)}`)
  console.log(`\n${closingLine(total)}`)
  return total.failed === 0 ? 0 : 1
}
