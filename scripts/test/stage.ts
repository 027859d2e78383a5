import { Advice } from '../advice'
import { seconds } from '../progress'
import { Interrupted } from './run-tool'
import { closingLine, oneFailed, type Tally } from './tally'

/** Runs a part of the tests under a heading. What it throws is printed and counts as one failure, so that the parts after it still run. */
export async function stage(title: string, run: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n== ${title}`)
  const began = Date.now()
  const tally = await run().catch((error: unknown) => {
    if (error instanceof Interrupted) throw error
    console.error(error instanceof Advice ? error.message : error)
    return oneFailed(`${title}: ${error instanceof Error ? error.message : String(error)}`)
  })
  console.log(`-- ${title}: ${closingLine(tally)}, in ${seconds(Date.now() - began)}`)
  return tally
}
