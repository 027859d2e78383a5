import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import { enrolLater, ensureEnrolled, wordsOf, type EnrolOptions, type NotConnected } from './enrolment'
import { EventFolder } from './event-folder'
import { GitSource } from './git-source'
import { HostCalls } from './host-calls'
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
import { readCertificates, ServerLink } from './server-link'
import type { ProxySettings } from './settings'
import { openStateDirectory, writeDurably } from './state-directory'

/** Everything is looked at this often, whatever the watches say. */
const LOOK_MS = 2_000
/** Stirs that come together are answered together: those of so long, or of as long as the look before took, up to a bound. */
const SETTLE_MS = 5
const LONGEST_SETTLE_MS = 100
/** What reports tell already is sent for the log when a merge is over, and not by all proxies in one moment. */
const LATER_MS = 3_000
/** Proxies that are enrolled at the same time. */
const STARTS = 8
/** A stock process reloads 100 ms after the last write. */
const RELOAD_SETTLE_MS = 180

export interface ConnectorOptions extends EnrolOptions {
  readonly stateDirectory: string
  readonly proxies: readonly ProxySettings[]
  readonly signal: AbortSignal
  readonly allowHttp?: boolean
  /** File of additional certificates. */
  readonly ca?: string | null
  /** Writes no policy; says what it would do. */
  readonly dryRun?: boolean
}

interface Running {
  readonly agent: ProxyAgent
  readonly report: Bell
  readonly ship: Bell
  readonly loop: LoopOptions
}

/**
 * Connects the proxies of one host until stopped. One that cannot be enrolled keeps the others from nothing; it is tried again while the
 * server is away. Throws when none can be connected: a refused key, a wrong address.
 */
export async function runConnector(options: ConnectorOptions): Promise<void> {
  for (;;) {
    const grown = new AbortController()
    const signal = AbortSignal.any([options.signal, grown.signal])
    await connect({ ...options, signal }, () => grown.abort())
    if (!grown.signal.aborted || options.signal.aborted) return
  }
}

/** Until stopped; `onGrown` is called when one more proxy was enrolled, so that all begin anew with it. */
async function connect(options: ConnectorOptions, onGrown: () => void): Promise<void> {
  // Every loop of every proxy listens to it.
  setMaxListeners(0, options.signal)
  const { running, missing, client, folders, stirs, close } = await open(options)
  try {
    const loops = running.flatMap(({ agent, report, ship, loop }) => [
      reportLoop(agent, report, loop),
      shipLoop(agent, ship, loop),
      ...(agent.settings.mode === 'pull' || agent.settings.mode === 'git'
        ? [desiredLoop(agent, () => stirs.agent(agent), loop)]
        : [requestLoop(agent, () => stirs.agent(agent), loop)]),
    ])
    const later = enrolLater(options, { client, missing, signal: options.signal }).then(
      (more) => more && onGrown(),
    )
    await Promise.all([...loops, look({ running, folders, stirs, signal: options.signal }), later])
    // A file that is being written must not be left empty.
    await Promise.all(running.map(({ agent }) => agent.delivery.settled()))
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

/** One round for each proxy: deliver, report, send all decisions. Returns what is known of each at its end; throws when one was left out. */
export async function runOnce(options: ConnectorOptions): Promise<readonly ProxyAgent[]> {
  const { running, missing, folders, close } = await open(options)
  try {
    for (const folder of folders) folder.scan()
    for (const { agent, loop } of running) {
      if (agent.git !== null) await fetchWanted(agent)
      else if (agent.settings.mode === 'pull') await takeDesired(agent, 0, loop)
      agent.reconcile(new Date())
      await agent.delivery.settled()
      agent.reconcile(new Date())
      await reportOnce(agent, loop, new Date())
      while ((await shipOnce(agent, loop.say)) === 0);
    }
    if (missing[0] !== undefined) throw missing[0].error
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
      if (agent.urgent) ship.ring()
      else if (agent.unsent) ship.ringAfter(LATER_MS * (1 + Math.random()))
    }
    const tookMs = Date.now() - now.getTime()
    await stirs.bell.wait(Math.max(0, whole + LOOK_MS - Date.now()), signal)
    const settleMs = Math.min(LONGEST_SETTLE_MS, Math.max(SETTLE_MS, tookMs))
    await new Promise((resolve) => setTimeout(resolve, settleMs))
  }
}

async function open(options: ConnectorOptions) {
  const ca = readCertificates(options.ca ?? null)
  const client = new HttpClient(options.server, {
    allowHttp: options.allowHttp ?? false,
    ...(ca ? { ca } : {}),
  })
  const host = new HostCalls(client)
  const running: Running[] = []
  const missing: NotConnected[] = []
  const stirs = new Stirs()
  const onStir = (agent: ProxyAgent) => stirs.agent(agent)
  const begin = async (settings: ProxySettings): Promise<Running | NotConnected> => {
    const path = join(options.stateDirectory, settings.name, 'enrolment.json')
    return start(options, { client, host, settings, path, onStir }).catch((error: unknown) => ({
      settings,
      path,
      error,
    }))
  }
  for (let at = 0; at < options.proxies.length; at += STARTS)
    for (const begun of await Promise.all(options.proxies.slice(at, at + STARTS).map(begin)))
      if ('error' in begun) missing.push(begun)
      else running.push(begun)
  const [first] = missing
  if (first !== undefined && running.length === 0) throw first.error
  for (const { settings, error } of missing) options.say(`${settings.name}: not connected: ${wordsOf(error)}`)
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
  return { running, missing, client, folders, stirs, close }
}

async function start(
  options: ConnectorOptions,
  {
    client,
    host,
    settings,
    path,
    onStir,
  }: {
    client: HttpClient
    host: HostCalls
    settings: ProxySettings
    path: string
    onStir: (agent: ProxyAgent) => void
  },
): Promise<Running> {
  const stateDirectory = openStateDirectory(options.stateDirectory, settings.name)
  const say = (line: string) => options.say(`${settings.name}: ${line}`)
  let state = await ensureEnrolled(options, { client, settings, path })
  const agent = new ProxyAgent({
    settings,
    stateDirectory,
    link: new ServerLink(client, host, state.token ?? ''),
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
