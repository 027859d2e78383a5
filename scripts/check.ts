import { runParts } from './test'
import { staticChecks } from './test/static-checks'

/** `npm run check`: what can be said about the sources without running them. */
export async function main(): Promise<number> {
  return runParts([staticChecks])
}
