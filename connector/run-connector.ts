import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { hostname, platform } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { EnrolRequest } from '@/lib/wire/enrol'
import { EventFolder } from './event-folder'
import { GitSource } from './git-source'
import { HttpClient } from './http-client'
import { ProxyAgent } from './proxy-agent'
import {
  Bell,
  desiredLoop,
  fetchWanted,
  reportLoop,
  reportOnce,
  requestLoop,
  shipLoop,
  shipOnce,
  takeDesired,
  type LoopOptions,
} from './run-agent'
import { enrol, readCertificates, ServerLink } from './server-link'
import type { ProxySettings } from './settings'
import { openStateDirectory, readJson, writeDurably } from './state-directory'

/** Everything is looked at this often, whatever the watches say. */
const LOOK_MS = 2_000
/** Stirs that come together are answered together. */
const SETTLE_MS = 5
/** Proxies that are enrolled at the same time. */
const STARTS = 8
/** A stock process reloads 100 ms after the last write. */
const RELOAD_SETTLE_MS = 180

export interface ConnectorOptions {
  readonly server: string
  readonly stateDirectory: string
  readonly proxies: readonly ProxySettings[]
  /** The enrolment key; asked for only when a proxy has no token yet. */
  readonly key: () => Promise<string>
  readonly version: string
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  readonly allowHttp?: boolean
  /** File of additional certificates. */
  readonly ca?: string | null
  /** Writes no policy; says what it would do. */
  readonly dryRun?: boolean
}

const enrolled = z.object({
  server: z.string(),
  enrolmentId: z.uuid(),
  token: z.string().nullable(),
  tokenExpiresAt: z.string(),
})
type Enrolled = z.infer<typeof enrolled>

interface Running {
  readonly agent: ProxyAgent
  readonly report: Bell
  readonly ship: Bell
  readonly loop: LoopOptions
}

/** Connects the proxies of one host until stopped. Throws what keeps it from starting: a refused key, a wrong address. */
export async function runConnector(options: ConnectorOptions): Promise<void> {
  // Every loop of every proxy listens to it.
  setMaxListeners(0, options.signal)
  const { running, folders, stirs, close } = await open(options)
  try {
    const loops = running.flatMap(({ agent, report, ship, loop }) => [
      reportLoop(agent, report, loop),
      shipLoop(agent, ship, loop),
      ...(agent.settings.mode === 'pull' || agent.settings.mode === 'git'
        ? [desiredLoop(agent, () => stirs.agent(agent), loop)]
        : [requestLoop(agent, () => stirs.agent(agent), loop)]),
    ])
    await Promise.all([...loops, look({ running, folders, stirs, signal: options.signal })])
    // What is there now is known at the next start, should it be gone by then.
    for (const folder of folders) folder.scan()
  } finally {
    close()
  }
}

/** What changed since the last look, by what the watches and the server say. */
class Stirs {
  readonly bell = new Bell()
  #agents = new Set<ProxyAgent>()
  #folders = new Set<EventFolder>()

  agent(agent: ProxyAgent): void {
    this.#agents.add(agent)
    this.bell.ring()
  }

  folder(folder: EventFolder): void {
    this.#folders.add(folder)
    this.bell.ring()
  }

  take(): { agents: Set<ProxyAgent>; folders: Set<EventFolder> } {
    const taken = { agents: this.#agents, folders: this.#folders }
    this.#agents = new Set()
    this.#folders = new Set()
    return taken
  }

  /** What the scan of a folder stirred belongs to the look that scanned it. */
  takeAgents(into: Set<ProxyAgent>): void {
    for (const agent of this.#agents) into.add(agent)
    this.#agents = new Set()
  }
}

/** One round for each proxy: deliver, report, send all decisions. Returns what is known of each at its end. */
export async function runOnce(options: ConnectorOptions): Promise<readonly ProxyAgent[]> {
  const { running, folders, close } = await open(options)
  try {
    for (const folder of folders) folder.scan()
    for (const { agent, loop } of running) {
      if (agent.git !== null) await fetchWanted(agent)
      else if (agent.settings.mode === 'pull') await takeDesired(agent, 0, loop)
      agent.reconcile(new Date())
      await agent.delivery.settled()
      agent.reconcile(new Date())
      await reportOnce(agent, new Date())
      while ((await shipOnce(agent, loop.say)) === 0);
    }
    return running.map(({ agent }) => agent)
  } finally {
    close()
  }
}

async function look({
  running,
  folders,
  stirs,
  signal,
}: {
  running: readonly Running[]
  folders: readonly EventFolder[]
  stirs: Stirs
  signal: AbortSignal
}): Promise<void> {
  let whole = 0
  while (!signal.aborted) {
    const now = new Date()
    const all = now.getTime() - whole >= LOOK_MS
    if (all) whole = now.getTime()
    const { agents, folders: dirty } = stirs.take()
    for (const folder of folders) if (all || dirty.has(folder)) folder.scan()
    stirs.takeAgents(agents)
    for (const { agent, report, ship } of running) {
      if (!all && !agents.has(agent)) continue
      agent.reconcile(now)
      if (agent.hasNews) {
        // A process that is about to say that it reloads: one report tells both.
        if (agent.expectsReload(now)) setTimeout(() => report.ring(), RELOAD_SETTLE_MS)
        else report.ring()
      }
      if (agent.unsent) ship.ring()
    }
    await stirs.bell.wait(Math.max(0, whole + LOOK_MS - Date.now()), signal)
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  }
}

async function open(options: ConnectorOptions) {
  const ca = readCertificates(options.ca ?? null)
  const client = new HttpClient(options.server, {
    allowHttp: options.allowHttp ?? false,
    ...(ca ? { ca } : {}),
  })
  const running: Running[] = []
  const stirs = new Stirs()
  const onStir = (agent: ProxyAgent) => stirs.agent(agent)
  for (let at = 0; at < options.proxies.length; at += STARTS)
    running.push(
      ...(await Promise.all(
        options.proxies
          .slice(at, at + STARTS)
          .map((settings) => start(options, { client, settings, onStir })),
      )),
    )
  const paths = [...new Set(running.map(({ agent }) => agent.settings.events))]
  const folders = paths.map((path) => {
    const users = running.map(({ agent }) => agent).filter(({ settings }) => settings.events === path)
    const folder: EventFolder = new EventFolder(path, users, () => stirs.folder(folder))
    return folder
  })
  const close = () => {
    for (const folder of folders) folder.close()
    for (const { agent } of running) agent.close()
    client.close()
  }
  return { running, folders, stirs, close }
}

async function start(
  options: ConnectorOptions,
  {
    client,
    settings,
    onStir,
  }: { client: HttpClient; settings: ProxySettings; onStir: (agent: ProxyAgent) => void },
): Promise<Running> {
  const stateDirectory = openStateDirectory(options.stateDirectory, settings.name)
  const say = (line: string) => options.say(`${settings.name}: ${line}`)
  const path = join(stateDirectory, 'enrolment.json')
  let state = await ensureEnrolled(options, { client, settings, path })
  const agent = new ProxyAgent({
    settings,
    stateDirectory,
    link: new ServerLink(client, state.token ?? ''),
    git:
      settings.git === null || settings.mode !== 'git' ? null : new GitSource(stateDirectory, settings.git),
    version: options.version,
    dryRun: options.dryRun ?? false,
    onStir,
    say,
  })
  const loop: LoopOptions = {
    signal: options.signal,
    say,
    dryRun: options.dryRun ?? false,
    tokenExpiresAt: () => state.tokenExpiresAt,
    keepToken: (token, tokenExpiresAt) => {
      state = { ...state, token, tokenExpiresAt }
      writeDurably(path, JSON.stringify(state))
    },
  }
  return { agent, report: new Bell(), ship: new Bell(), loop }
}

/** The stored enrolment, or a new one. Its id is durable before the first try, so that a retry finds the proxy of a lost answer. */
async function ensureEnrolled(
  options: ConnectorOptions,
  { client, settings, path }: { client: HttpClient; settings: ProxySettings; path: string },
): Promise<Enrolled> {
  const found = readJson(path, enrolled)
  const mine = found?.server === options.server ? found : null
  if (mine?.token != null) return mine
  const begun: Enrolled = mine ?? {
    server: options.server,
    enrolmentId: randomUUID(),
    token: null,
    tokenExpiresAt: new Date(0).toISOString(),
  }
  writeDurably(path, JSON.stringify(begun))
  const answer = await enrol(
    client,
    requestOf(options, settings, { key: await options.key(), enrolmentId: begun.enrolmentId }),
  )
  const { token, tokenExpiresAt } = answer
  const done = { ...begun, token, tokenExpiresAt }
  writeDurably(path, JSON.stringify(done))
  options.say(`${settings.name}: enrolled for ${answer.path} in ${answer.environment}`)
  return done
}

function requestOf(
  { version }: ConnectorOptions,
  settings: ProxySettings,
  secret: { key: string; enrolmentId: string },
): EnrolRequest {
  const { name, path, mode, engine, labels, environment, ephemeral } = settings
  return {
    ...secret,
    ...(environment === undefined ? {} : { environment }),
    name,
    path,
    mode,
    engine,
    labels,
    ephemeral,
    host: {
      hostname: hostname(),
      platform: `${platform()} ${process.arch}`,
      connector: version,
      livePath: settings.config,
      eventsPath: settings.events,
      sourcePath: settings.source,
      deliveryTool: settings.deliveryTool,
      restartCommand: settings.restartCommand !== null,
    },
  }
}
