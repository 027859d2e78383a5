import { buildCli } from '../build-cli'
import { createDatabase } from '../database/create-database'
import { generateClient } from '../generate-client'
import { migrate, MIGRATIONS } from '../migrate'
import { step } from '../progress'
import { startApp, superviseApp, type AppSettings } from './app'
import { buildApp, existingBuild } from './build-app'
import type { Claim } from './data-folder'
import { needsSeed, seedForge, startForge, superviseForge, type RunningForge } from './forge'
import { KeptDatabase } from './keep-database'
import type { Shutdown } from './shutdown'

/** The folder of the production build, made now when sources changed; and the command line beside it. */
export async function prepareBuild(shutdown: Shutdown): Promise<string> {
  await buildCli()
  const existing = existingBuild()
  if (existing !== undefined) return existing
  await step('Generating the database client', generateClient)
  return step('Building the app (sources changed; about half a minute)', () => buildApp(shutdown.signal))
}

/** Starts PostgreSQL and brings the app's database up to date; returns its address. */
export async function runDatabase(claim: Claim, shutdown: Shutdown): Promise<string> {
  shutdown.signal.throwIfAborted()
  const kept = new KeptDatabase({ directory: claim.folder.database })
  shutdown.add(() => kept.stop())
  const database = await step('Starting PostgreSQL', () => kept.ready())
  try {
    const url = await createDatabase(database.url, 'lockstep')
    await step('Applying migrations', () => migrate(url, MIGRATIONS))
    kept.watch(console.log)
    return url
  } catch (error) {
    throw database.explain(error)
  }
}

/** Seeds the forge if it is empty, and starts it. */
export async function runForge(
  claim: Claim,
  port: number,
  demo: boolean,
  shutdown: Shutdown,
): Promise<RunningForge> {
  const { folder, runFile } = claim
  if (needsSeed(folder)) {
    const what = demo ? 'Seeding the forge with a year of history' : 'Seeding the forge'
    await step(what, () => seedForge(folder, demo, runFile, shutdown.signal))
  }
  shutdown.signal.throwIfAborted()
  const forge = superviseForge(folder, port, runFile, console.log)
  shutdown.add(() => forge.stop())
  return step('Starting the forge', () => startForge(forge, folder))
}

/** Starts the app and waits until it is ready. */
export async function runApp(settings: AppSettings, claim: Claim, shutdown: Shutdown): Promise<void> {
  shutdown.signal.throwIfAborted()
  const app = superviseApp(settings, claim.runFile, console.log)
  shutdown.add(() => app.stop())
  await startApp(app, settings.url)
}
