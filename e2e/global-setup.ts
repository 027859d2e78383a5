import { startStack } from '../scripts/test/start-stack'
import { stack } from './stack'

/** Starts the stack once for all specs; Playwright wants a default export and calls what it returns at the end. */
export default async function setUp(): Promise<() => Promise<void>> {
  const { readyFile, stop } = await startStack()
  process.env.LOCKSTEP_E2E_READY = readyFile
  process.env.LOCKSTEP_E2E_URL = stack().url
  return stop
}
