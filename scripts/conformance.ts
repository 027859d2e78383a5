import { runConformance } from '@/cli/conformance/run-conformance'
import { CommandFailure } from '@/cli/failure'
import { Advice } from './advice'

/** `npm run conformance -- DIR`: `lockstep conformance`, from the sources. */
export async function main(args: string[]): Promise<number> {
  try {
    return await runConformance(args[0], (line) => console.log(line))
  } catch (error) {
    throw error instanceof CommandFailure ? new Advice(error.message) : error
  }
}
