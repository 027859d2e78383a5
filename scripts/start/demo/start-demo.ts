import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLI_FILE } from '../../build-cli'
import { inCheckout } from '../../paths'
import { plainEnvironment } from '../../processes/environment'
import type { Program } from '../../processes/group'
import { Supervised } from '../../processes/supervise'
import { writeAtomically } from '../../processes/write-atomically'
import type { AppSettings } from '../app'
import type { Claim } from '../data-folder'
import type { Shutdown } from '../shutdown'
import { demoFleet, type DemoProxy } from './fleet'

const PATIENCE_MS = 10_000

/**
 * Starts the demo fleet beside a ready app: `lockstep connect` for all of its proxies, and the agent that starts the proxies and calls
 * tools through them. Returns when both were started; proxies appear in the fleet within seconds.
 */
export async function startDemo(settings: AppSettings, claim: Claim, shutdown: Shutdown): Promise<void> {
  shutdown.signal.throwIfAborted()
  const root = settings.folder.demo
  const fleet = demoFleet(root)
  for (const proxy of fleet) prepareFolders(proxy)
  const programs = [await connector(fleet, settings), agent(fleet, settings)]
  for (const program of programs) {
    shutdown.signal.throwIfAborted()
    const supervised = new Supervised(program, claim.runFile, console.log)
    shutdown.add(() => supervised.stop())
    // Nobody waits for it: what fails from here on is said and tried again.
    await supervised.start(() => Promise.resolve(true), PATIENCE_MS)
  }
}

function prepareFolders({ events, counters, work, kind }: DemoProxy): void {
  for (const folder of [events, counters, work]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (kind !== 'filesystem') return
  writeFileSync(
    join(work, 'handover.md'),
    '# Handover\n\nArm 4 is back in service; arm 7 waits for a gripper.\n',
  )
  writeFileSync(join(work, 'stock.csv'), 'part,count\ngripper,3\nbearing,12\n')
  writeFileSync(join(work, 'deploy.pem'), 'no key, only something that an agent must not read\n')
}

/** The key travels in the environment, and only while a proxy needs one. */
async function connector(fleet: readonly DemoProxy[], settings: AppSettings): Promise<Program> {
  const { makeKey, notEnrolled } = await import('./enrolment')
  const root = settings.folder.demo
  const stateDirectory = join(root, 'connector')
  const file = join(root, 'connect.yaml')
  const proxies = fleet.map(({ name, environment, team, policyPath, config, events }) => ({
    name,
    environment,
    path: policyPath,
    mode: 'pull',
    engine: 'lockstep',
    config,
    events,
    labels: { team, host: 'demo' },
  }))
  // JSON is YAML.
  writeAtomically(file, JSON.stringify({ server: settings.url, stateDirectory, proxies }, null, 2))
  const lacking = notEnrolled(fleet, stateDirectory, settings.url)
  const key: Record<string, string> =
    lacking.length === 0 ? {} : { LOCKSTEP_ENROL_KEY: await makeKey(lacking, settings.databaseUrl) }
  return {
    name: 'The demo connector',
    file: process.execPath,
    args: [CLI_FILE, 'connect', '--file', file],
    cwd: root,
    env: plainEnvironment('production', key),
    log: join(settings.folder.logs, 'demo-connector.log'),
  }
}

function agent(fleet: readonly DemoProxy[], settings: AppSettings): Program {
  const file = join(settings.folder.demo, 'fleet.json')
  writeAtomically(file, JSON.stringify(fleet, null, 2))
  return {
    name: 'The demo agent',
    file: process.execPath,
    args: ['--import', 'tsx', 'scripts/start/demo/main.ts', file],
    cwd: inCheckout(),
    env: plainEnvironment('production'),
    log: join(settings.folder.logs, 'demo-agent.log'),
  }
}
