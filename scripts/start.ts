import { rmSync } from 'node:fs'
import { advise } from './advice'
import { seconds, step } from './progress'
import { writeAtomically } from './processes/write-atomically'
import { demoAccounts, describeAccounts } from './start/accounts'
import { claimDataFolder, type Claim } from './start/data-folder'
import { startDemo } from './start/demo/start-demo'
import { parseOptions, refuseSwallowed, USAGE, type StartOptions } from './start/options'
import { choosePorts, type Ports } from './start/ports'
import { registerApp } from './start/register-app'
import { Shutdown, shutDownOnSignal } from './start/shutdown'
import { prepareBuild, runApp, runDatabase, runForge } from './start/stages'

/** `npm start`: everything that Lockstep needs, on this machine, until Ctrl-C. */
export async function main(args: string[]): Promise<number> {
  refuseSwallowed()
  const options = parseOptions(args)
  if (options === undefined) {
    console.log(USAGE)
    return 0
  }
  const shutdown = new Shutdown()
  const stopped = shutDownOnSignal(shutdown)
  try {
    await startAll(options, shutdown)
    await stopped
    console.log('Stopped')
    return 0
  } catch (error) {
    await shutdown.run()
    // Stopped while it was still starting: what failed then failed because of that.
    if (shutdown.requested) return 130
    throw error
  }
}

async function startAll(options: StartOptions, shutdown: Shutdown): Promise<void> {
  const began = Date.now()
  const { readyFile } = options
  if (readyFile !== undefined) rmSync(readyFile, { force: true })
  const claim = await claimDataFolder(options.data, options.reset, console.log)
  shutdown.add(claim.release)
  shutdown.signal.addEventListener('abort', claim.announceStop)
  const ports = await choosePorts(claim.folder.ports, options.port)
  const url = `http://127.0.0.1:${ports.app}`

  const build = await prepareBuild(shutdown)
  try {
    await startPrograms(options, { build, ports, url, claim, shutdown })
  } catch (error) {
    throw advise(error, claim.folder.path)
  }
  console.log(
    `Ready in ${seconds(Date.now() - began)}. Ctrl-C stops everything; the data stays in ${claim.folder.path}`,
  )
  console.log(`Lockstep: ${url}  sign in as ${describeAccounts()}`)
}

interface Found {
  readonly build: string
  readonly ports: Ports
  readonly url: string
  readonly claim: Claim
  readonly shutdown: Shutdown
}

async function startPrograms(
  { demo, readyFile }: StartOptions,
  { build, ports, url, claim, shutdown }: Found,
): Promise<void> {
  const databaseUrl = await runDatabase(claim, shutdown)
  const forge = await runForge(claim, ports.forge, demo, shutdown)
  const secrets = await registerApp(claim.folder, forge, url)
  const settings = {
    folder: claim.folder,
    build,
    port: ports.app,
    url,
    databaseUrl,
    forgeUrl: forge.url,
    secrets,
  }
  await step('Starting the app', () => runApp(settings, claim, shutdown))
  if (demo) await step('Starting the demo fleet', () => startDemo(settings, claim, shutdown))

  if (readyFile !== undefined) {
    writeAtomically(readyFile, JSON.stringify({ url, forgeUrl: forge.url, accounts: demoAccounts() }))
    shutdown.add(() => rmSync(readyFile, { force: true }))
  }
}
