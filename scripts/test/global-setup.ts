import { startTestDatabases } from './test-databases'

/** Vitest runs this once around a whole run. What tests write for a while goes where their databases are. */
export async function setup(): Promise<() => Promise<void>> {
  const { folder, stop } = await startTestDatabases()
  process.env.TMPDIR = folder
  return stop
}
