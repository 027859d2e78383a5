import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { AgentEvents } from './agent-options'
import {
  enrolAgain,
  enrolAnew,
  enrolLater,
  ensureEnrolled,
  isAway,
  isLockedOut,
  wordsOf,
  type Enrolled,
  type EnrolOptions,
  type NotConnected,
} from './enrolment'
import { EventFolder } from './event-folder'
import { GitSource } from './git-source'
import { goRound, tellBehind } from './go-round'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { LineSearch } from './line-search'
import { listen, look, Stirs } from './look'
import { ProxyAgent } from './proxy-agent'
import { Bell, desiredLoop, reportLoop, requestLoop, shipLoop, type LoopOptions } from './run-agent'
import { readCertificates, ServerLink, type Refused } from './server-link'
import type { ProxySettings } from './settings'
import { openStateDirectory, writeDurably } from './state-directory'

/** Proxies that are enrolled at the same time. */
const STARTS = 8

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
  readonly loop: Omit<LoopOptions, 'onRefused'>
  /** Where its enrolment is kept. */
  readonly path: string
  /** Goes on with a new token. */
  readonly take: (enrolled: Enrolled) => void
}

/**
 * Connects the proxies of one host until stopped. One that cannot be enrolled keeps the others from nothing; while the server is away it is
 * tried again, also when it is the only one. Throws when none can be connected, or none is left: a refused key, tokens that were revoked.
 */
export async function runConnector(options: ConnectorOptions): Promise<void> {
  for (;;) {
    const round = new AbortController()
    const signal = AbortSignal.any([options.signal, round.signal])
    let over: unknown = null
    await connect(
      { ...options, signal },
      {
        onGrown: () => round.abort(),
        onOver: (error) => {
          over = error
          round.abort()
        },
      },
    )
    if (options.signal.aborted || !round.signal.aborted) return
    if (over !== null) throw over
  }
}

interface RoundEnds {
  /** One more proxy was enrolled: all begin anew with it. */
  readonly onGrown: () => void
  /** No proxy is left. */
  readonly onOver: (error: unknown) => void
}

/** Until stopped. */
async function connect(options: ConnectorOptions, { onGrown, onOver }: RoundEnds): Promise<void> {
  // Every loop of every proxy listens to it.
  setMaxListeners(0, options.signal)
  const { running, missing, client, folders, stirs, close } = await open(options)
  const { signal } = options
  if (missing.some(({ error }) => isAway(error))) options.say('tried again until the server answers')
  /** Proxies that were asked for another key, and the error of those that found none. */
  const [asked, over] = [new Set<Running>(), new Map<Running, unknown>()]
  let mayGrow = true
  let refusal: unknown = null
  const endIfOver = () => {
    if (over.size === running.length && !mayGrow) onOver([...over.values()].at(-1) ?? refusal)
  }
  const leave = async (one: Running, refused: Refused) => {
    if (!isLockedOut(refused) || asked.has(one)) return
    asked.add(one)
    const { settings } = one.agent
    try {
      await enrolAnew(options, { client, settings, path: one.path, signal })
      onGrown()
    } catch (error) {
      if (signal.aborted) return
      over.set(one, error)
      options.say(`${settings.name}: ${wordsOf(error)}`)
      endIfOver()
    }
  }
  try {
    // The first report is whole: before a look it would say that nothing is on the disk and that every process is over.
    for (const folder of folders) folder.scan()
    for (const { agent } of running) agent.reconcile(new Date())
    const loops = running.flatMap((one) => {
      const { agent, report, ship } = one
      const loop = { ...one.loop, onRefused: (refused: Refused) => void leave(one, refused) }
      const isFed = agent.settings.mode === 'pull' || agent.settings.mode === 'git'
      const onNews = () => stirs.agent(agent)
      return [
        reportLoop(agent, report, loop),
        shipLoop(agent, ship, loop),
        isFed ? desiredLoop(agent, onNews, loop) : requestLoop(agent, onNews, loop),
      ]
    })
    const later = async () => {
      try {
        if (await enrolLater(options, { client, missing, signal })) return onGrown()
      } catch (error) {
        refusal = error
      }
      mayGrow = false
      endIfOver()
    }
    await Promise.all([...loops, look({ running, folders, stirs, signal }), later()])
    // A file that is being written must not be left empty.
    await Promise.all(running.map(({ agent }) => agent.delivery.settled()))
    // What is there now is known at the next start, should it be gone by then.
    for (const folder of folders) folder.scan()
  } finally {
    close()
  }
}

/** One round for each proxy: deliver, report, send all decisions. Returns what is known of each at its end; throws when one was left out. */
export async function runOnce(options: ConnectorOptions): Promise<readonly ProxyAgent[]> {
  const { running, missing, client, folders, close } = await open(options)
  try {
    for (const folder of folders) folder.scan()
    const wasHeldUp = folders.some(({ isHeldUp }) => isHeldUp)
    for (const { agent, loop, path, take } of running) {
      try {
        await goRound(agent, loop)
      } catch (error) {
        if (!isLockedOut(error)) throw error
        const { settings } = agent
        take(await enrolAgain(options, { client, settings, path }))
        await goRound(agent, loop)
      }
    }
    const isSearched = await tellBehind(folders, running, { wasHeldUp, signal: options.signal })
    if (missing[0] !== undefined) throw missing[0].error
    if (!isSearched)
      throw new RangeError('not all decisions were sent: an event file has a line without an end')
    return running.map(({ agent }) => agent)
  } finally {
    close()
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
  const folders: EventFolder[] = []
  const search = new LineSearch()
  const on = listen(stirs, folders)
  const begin = async (settings: ProxySettings): Promise<Running | NotConnected> => {
    const path = join(options.stateDirectory, settings.name, 'enrolment.json')
    return start(options, { client, host, settings, path, on }).catch((error: unknown) => ({
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
  if (first !== undefined && running.length === 0 && !missing.some(({ error }) => isAway(error)))
    throw first.error
  for (const { settings, error } of missing) options.say(`${settings.name}: not connected: ${wordsOf(error)}`)
  const paths = [...new Set(running.map(({ agent }) => agent.settings.events))]
  for (const path of paths) {
    const users = running.map(({ agent }) => agent).filter(({ settings }) => settings.events === path)
    const stir = () => stirs.folder(folder)
    const folder: EventFolder = new EventFolder(path, users, stir, (file) => search.add(file, stir))
    folders.push(folder)
  }
  const close = () => {
    // Proxies first: they look at the event files once more for what they keep.
    for (const { agent } of running) agent.close()
    for (const folder of folders) folder.close()
    search.close()
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
    on,
  }: {
    client: HttpClient
    host: HostCalls
    settings: ProxySettings
    path: string
    on: AgentEvents<ProxyAgent>
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
      settings.git === null || settings.mode !== 'git'
        ? null
        : new GitSource(stateDirectory, settings, settings.git),
    version: options.version,
    dryRun: options.dryRun ?? false,
    on,
    say,
  })
  const loop: Running['loop'] = {
    signal: options.signal,
    say,
    dryRun: options.dryRun ?? false,
    tokenExpiresAt: () => state.tokenExpiresAt,
    keepToken: (token, tokenExpiresAt) => {
      state = { ...state, token, tokenExpiresAt }
      writeDurably(path, JSON.stringify(state))
    },
  }
  const take = (enrolled: Enrolled) => {
    state = enrolled
    agent.link.token = enrolled.token ?? ''
  }
  return { agent, report: new Bell(), ship: new Bell(), loop, path, take }
}
