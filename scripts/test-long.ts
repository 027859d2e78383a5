import { randomInt } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { inCheckout } from './paths'
import { runParts } from './test'
import { endToEndTests } from './test/end-to-end-tests'
import { stage } from './test/stage'
import { unitTests } from './test/unit-tests'

/**
 * `npm run test:long`: chaos, fuzzing, models and the full screenshot matrix (`*.long.test.ts`, `e2e/*.long.spec.ts`). Random choices come
 * from LOCKSTEP_SEED, which is printed so that a failure can be repeated.
 */
export async function main(): Promise<number> {
  const seed = process.env.LOCKSTEP_SEED ?? String(randomInt(2 ** 31))
  process.env.LOCKSTEP_SEED = seed
  console.log(`Seed ${seed}; repeat with: LOCKSTEP_SEED=${seed} npm run test:long`)
  const config = ['--config', 'scripts/test/long.vitest.config.ts', '--passWithNoTests']
  const parts = [() => stage('Long tests', () => unitTests(config))]
  if (hasLongSpecs())
    parts.push(() => stage('Long end to end', () => endToEndTests([], { LOCKSTEP_LONG: '1' })))
  return runParts(parts)
}

function hasLongSpecs(): boolean {
  return (
    existsSync(inCheckout('e2e')) &&
    readdirSync(inCheckout('e2e')).some((name) => name.endsWith('.long.spec.ts'))
  )
}
