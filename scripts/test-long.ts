import { randomInt } from 'node:crypto'
import { runParts } from './test'
import { endToEndTests } from './test/end-to-end-tests'
import { stage } from './test/stage'
import type { Tally } from './test/tally'
import { unitTests } from './test/unit-tests'

/**
 * `npm run test:long`: chaos, fuzzing, models and the full screenshot matrix (`*.long.test.ts`, @long and `*.long.spec.ts` in e2e). Random
 * choices come from LOCKSTEP_SEED, which is printed so that a failure can be repeated.
 */
export async function main(): Promise<number> {
  const seed = process.env.LOCKSTEP_SEED ?? String(randomInt(2 ** 31))
  process.env.LOCKSTEP_SEED = seed
  console.log(`Seed ${seed}; repeat with: LOCKSTEP_SEED=${seed} npm run test:long`)
  return runParts([
    () => stage('Long tests', () => unitTests(['--config', 'scripts/test/long.vitest.config.ts'])),
    () => stage('Long end to end', () => longSpecs('beside')),
    () => stage('Long end to end, one at a time', () => longSpecs('alone')),
  ])
}

/** The projects are of playwright.config.ts. */
function longSpecs(project: 'beside' | 'alone'): Promise<Tally> {
  return endToEndTests([`--project=${project}`], { LOCKSTEP_LONG: '1' })
}
