import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PROVED } from '@/lib/wire/terms'
import { wantedOf } from '../delivery'
import { EventFolder } from '../event-folder'
import { HostCalls } from '../host-calls'
import { HttpClient } from '../http-client'
import type { InstanceTracker } from '../instance-tracker'
import { ProxyAgent } from '../proxy-agent'
import { ServerLink } from '../server-link'
import { proxySettings, type ProxySettings } from '../settings'
import { FILE_OPERATIONS, HandledFile } from './handled-file'
import { startProcess, type PolicyProcess, type ProcessKind } from './policy-process'
import type { ServedProxy } from './served-verdicts'
import type { SteppedClock } from './stepped-clock'

/** How long a connector is away that does not come back at once. */
const STEPS_AWAY = 4

/** A claim that is not true: what the connector says runs, and what is in memory. */
export interface WrongClaim {
  readonly step: string
  readonly claimed: string | null
  readonly memory: string
}

export interface HostOptions extends ProcessKind {
  readonly mode: 'observe' | 'pull'
  /** The live path leads through a link to a directory, as with git-sync. */
  readonly linked: boolean
  /** The clock of the host, which hands set. */
  readonly clock: SteppedClock
  /** The server that the connector reports to, and how its text reaches it. */
  readonly served: ServedProxy
}

/**
 * A host with processes of one program, one connector without a server, and hands that change the file by every means. The truth is known
 * here; `wrong` collects claims at evidence 3 or above that differ from it: what a process runs, and by which policy a call was decided.
 */
export class RandomHost {
  readonly wrong: WrongClaim[] = []
  /** How often a claim at evidence 3 or above was checked: a test that never claims anything proves nothing. */
  checked = 0
  readonly #folder = mkdtempSync(join(tmpdir(), 'lockstep-random-'))
  readonly #file: HandledFile
  readonly #settings: ProxySettings
  /** How often a claim of the server was. */
  asked = 0
  #proxies: PolicyProcess[] = []
  readonly #ended: PolicyProcess[] = []
  /** What was in the memory of any process at the last look. */
  #memory: string[] = []
  readonly #shown = new Map<PolicyProcess, ChildProcess>()
  /** Calls with what was in memory when they were decided. */
  #calls: { readonly instance: string; readonly offset: number; readonly digest: string }[] = []
  #agent: ProxyAgent
  #events: EventFolder
  /** Steps until the connector is started again; not above 0 while it runs. */
  #awayFor = 0

  constructor(private readonly options: HostOptions) {
    mkdirSync(join(this.#folder, 'state'))
    mkdirSync(join(this.#folder, 'events'))
    this.#file = new HandledFile(this.#folder, options.linked)
    this.#settings = proxySettings.parse({
      name: options.served.name,
      path: `${options.served.name}.yaml`,
      mode: options.mode,
      engine: options.engine === 'stock' ? 'intercept-2026-03' : 'lockstep',
      config: this.#file.path,
      events: join(this.#folder, 'events'),
    })
    this.#agent = this.#openAgent()
    this.#events = this.#openEvents()
  }

  static readonly #operations: Readonly<Record<string, (host: RandomHost) => void | Promise<void>>> = {
    touch: (host) => {
      // The kernel's own clock, which stamps files.
      const now = host.options.clock.elsewhere()
      utimesSync(host.#file.path, now, now)
    },
    'truncate the event files': (host) => {
      for (const { instance } of host.#proxies) truncateSync(host.#eventsOf(instance))
      host.#calls = []
    },
    'start another process': (host) => host.#start(),
    'kill a process': (host) => host.#end(host.#proxies.shift(), 'kill'),
    'stop a process': (host) => host.#end(host.#proxies.pop(), 'stop'),
    'restart the connector': (host) => host.#restartConnector(() => host.#close()),
    'kill the connector': (host) => host.#restartConnector(() => host.#abandon()),
    'stop the connector for a while': (host) => host.#leave(() => host.#close()),
    'kill the connector for a while': (host) => host.#leave(() => host.#abandon()),
    merge: async (host) => {
      const text = host.#file.next()
      await host.options.served.merge(text)
      host.#agent.delivery.wanted = wantedOf(Buffer.from(text), 'Lockstep')
    },
    'set the clock back': (host) => host.options.clock.step(-7_000),
    'set the clock back a little': (host) => host.options.clock.step(-300),
    'set the clock forward': (host) => host.options.clock.step(7_000),
    'set the clock forward a little': (host) => host.options.clock.step(300),
    'rename over while the clock is set back': (host) => host.#changeAt(-7_000, 'rename over'),
    'rename over while the clock is set back a little': (host) => host.#changeAt(-300, 'rename over'),
    'write in place while the clock is set back': (host) => host.#changeAt(-7_000, 'write in place'),
    'swap the directory while the clock is set back': (host) => host.#changeAt(-7_000, 'swap the directory'),
    'start another process while the clock is set forward': (host) => {
      host.options.clock.step(7_000)
      host.#start()
      host.options.clock.step(-7_000)
    },
  }

  /** What hands can do, by name. */
  static readonly operations = [...Object.keys(FILE_OPERATIONS), ...Object.keys(RandomHost.#operations)]

  /** Does one thing, waits, and compares what the connector claims with what is in memory. */
  async step(name: string, waitMs: number): Promise<void> {
    try {
      await FILE_OPERATIONS[name]?.(this.#file)
      await RandomHost.#operations[name]?.(this)
    } catch (error) {
      // An operation on a file that another took away does nothing.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    if (waitMs % 2 === 0) await this.#look(name)
    await delay(waitMs)
    await this.#look(name)
    this.#awayFor -= 1
    if (this.#awayFor === 0) this.#openConnector()
  }

  /** What the server says of the proxy, compared with what was in memory when the connector looked last. */
  async askServer(step: string): Promise<void> {
    if (this.#isAway) return
    const { served } = this.options
    const [memory, live] = [new Set(this.#memory), this.#proxies.map(({ digest }) => digest)]
    const { state, running, desired } = await served.judge(this.#agent)
    for (const { sha256, evidence } of running) {
      if (evidence < PROVED) continue
      this.asked += 1
      if (sha256 === null || !memory.has(sha256))
        this.wrong.push({ step: `${step}, the server`, claimed: sha256, memory: [...memory].join(' ') })
    }
    if (state !== 'IN_SYNC') return
    const other = live.find((digest) => digest !== desired?.sha256)
    if (other !== undefined)
      this.wrong.push({ step: `${step}, in sync`, claimed: desired?.sha256 ?? null, memory: other })
  }

  /** The clock shows another time while the file is changed, and the right one again before anybody looks. */
  async #changeAt(ms: number, operation: string): Promise<void> {
    const { clock } = this.options
    clock.step(ms)
    try {
      await FILE_OPERATIONS[operation]?.(this.#file)
    } finally {
      clock.step(-ms)
    }
  }

  #restartConnector(end: () => void): void {
    if (this.#isAway) return
    end()
    this.#openConnector()
  }

  #openConnector(): void {
    this.#agent = this.#openAgent()
    this.#events = this.#openEvents()
  }

  get #isAway(): boolean {
    return this.#awayFor > 0
  }

  #leave(end: () => void): void {
    if (this.#isAway) return
    end()
    this.#awayFor = STEPS_AWAY
  }

  end(): void {
    if (!this.#isAway) this.#close()
    for (const proxy of this.#proxies) this.#end(proxy, 'kill')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #look(step: string): Promise<void> {
    for (const proxy of this.#proxies) this.#call(proxy)
    if (this.#isAway) return
    this.#events.scan()
    this.#agent.reconcile(new Date())
    await this.#agent.delivery.settled()
    this.#events.scan()
    this.#memory = [...this.#ended, ...this.#proxies].map(({ digest }) => digest)
    for (const { tracker, file } of this.#agent.files()) {
      // Of a file that was truncated, the next one tells.
      if (file === null) continue
      const proxy = this.#proxies.find(({ instance }) => instance === tracker.nativeId)
      const { running } = tracker
      this.#compareCalls(step, tracker)
      if (proxy === undefined || running === null || running.evidence < 3) continue
      this.checked += 1
      if (running.sha256 !== proxy.digest)
        this.wrong.push({ step, claimed: running.sha256, memory: proxy.digest })
    }
  }

  #compareCalls(step: string, { nativeId, segments }: InstanceTracker): void {
    for (const { offset, digest } of this.#calls.filter(({ instance }) => instance === nativeId)) {
      const segment = segments.findLast(({ from }) => from <= offset)
      if (segment === undefined || segment.evidence < 3) continue
      this.checked += 1
      if (segment.sha256 !== digest)
        this.wrong.push({ step: `${step}, a call`, claimed: segment.sha256, memory: digest })
    }
  }

  #call(proxy: PolicyProcess): void {
    const { instance, digest } = proxy
    const offset = statSync(this.#eventsOf(instance)).size
    proxy.call('echo')
    this.#calls.push({ instance, offset, digest })
  }

  #eventsOf(instance: string): string {
    return join(this.#folder, 'events', `${instance}.jsonl`)
  }

  #start(): void {
    const started = startProcess(this.options, this.#file.path, join(this.#folder, 'events'))
    if (started === null) return
    this.#proxies.push(started.proxy)
    if (started.shown !== null) this.#shown.set(started.proxy, started.shown)
  }

  #end(proxy: PolicyProcess | undefined, how: 'kill' | 'stop'): void {
    if (proxy === undefined) return
    // Nobody can see at once that one is gone which says nothing and is not shown.
    this.#ended.push(proxy)
    proxy[how]()
    this.#shown.get(proxy)?.kill()
  }

  #openAgent(): ProxyAgent {
    const unreachable = new HttpClient('http://127.0.0.1:9')
    const link = new ServerLink(unreachable, new HostCalls(unreachable), '')
    const stateDirectory = join(this.#folder, 'state')
    return new ProxyAgent({
      settings: this.#settings,
      stateDirectory,
      link,
      git: null,
      version: 'test',
      dryRun: false,
      on: { renewed: () => this.#events?.noteEnds(), writing: () => this.#events?.noteEnds() },
      say: () => {},
    })
  }

  #openEvents(): EventFolder {
    return new EventFolder(this.#settings.events, [this.#agent], () => {})
  }

  #close(): void {
    this.#agent.close()
    this.#events.close()
  }

  /** Kill -9: nothing is kept that is not kept already. */
  #abandon(): void {
    this.#events.close()
    this.#agent.live.close()
  }
}
