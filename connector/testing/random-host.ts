import { spawn, type ChildProcess } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { StockProxy } from '@/e2e/stock-proxy'
import { wantedOf } from '../delivery'
import { EventFolder } from '../event-folder'
import { HostCalls } from '../host-calls'
import { HttpClient } from '../http-client'
import type { InstanceTracker } from '../instance-tracker'
import { ProxyAgent } from '../proxy-agent'
import { ServerLink } from '../server-link'
import { proxySettings, type ProxySettings } from '../settings'
import { ReferenceProxy } from './reference-proxy'

/** Beyond the largest process number: a process that cannot be seen. */
const HIDDEN = 2 ** 22 + 1

/** A claim that is not true: what the connector says runs, and what is in memory. */
export interface WrongClaim {
  readonly step: string
  readonly claimed: string | null
  readonly memory: string
}

export interface HostOptions {
  readonly mode: 'observe' | 'pull'
  /** The live path leads through a link to a directory, as with git-sync. */
  readonly linked: boolean
  readonly engine: 'stock' | 'lockstep'
  /** The kernel shows the processes: when they began, and that they live. */
  readonly visible: boolean
}

/** A process that enforces the policy, and what is in its memory. */
interface PolicyProcess {
  readonly instance: string
  readonly digest: string
  call(tool: string): void
  stop(): void
  kill(): void
}

const policy = (note: number) => `version: "1"\ndescription: "content ${note}"\n`

/**
 * A host with processes of one program, one connector without a server, and hands that change the file by every means. The truth is known
 * here; `wrong` collects claims at evidence 3 or above that differ from it: what a process runs, and by which policy a call was decided.
 */
export class RandomHost {
  readonly wrong: WrongClaim[] = []
  /** How often a claim at evidence 3 or above was checked: a test that never claims anything proves nothing. */
  checked = 0
  readonly #folder = mkdtempSync(join(tmpdir(), 'lockstep-random-'))
  readonly #config: string
  readonly #real: string
  readonly #settings: ProxySettings
  #proxies: PolicyProcess[] = []
  readonly #shown = new Map<PolicyProcess, ChildProcess>()
  /** Calls with what was in memory when they were decided. */
  #calls: { readonly instance: string; readonly offset: number; readonly digest: string }[] = []
  #agent: ProxyAgent
  #events: EventFolder
  #note = 0

  constructor(private readonly options: HostOptions) {
    mkdirSync(join(this.#folder, 'state'))
    mkdirSync(join(this.#folder, 'events'))
    mkdirSync(join(this.#folder, 'tree-0'))
    this.#real = join(this.#folder, options.linked ? 'current' : 'tree-0')
    if (options.linked) symlinkSync('tree-0', this.#real)
    this.#config = join(this.#real, 'policy.yaml')
    writeFileSync(this.#config, policy(0))
    this.#settings = proxySettings.parse({
      name: 'random',
      path: 'random.yaml',
      mode: options.mode,
      engine: options.engine === 'stock' ? 'intercept-2026-03' : 'lockstep',
      config: this.#config,
      events: join(this.#folder, 'events'),
    })
    this.#agent = this.#openAgent()
    this.#events = this.#openEvents()
  }

  /** What hands can do, by name. */
  readonly operations: Readonly<Record<string, () => void | Promise<void>>> = {
    'write in place': () => writeFileSync(this.#config, this.#next()),
    'write nonsense in place': () => writeFileSync(this.#config, `version: "${(this.#note += 1)}x"\n`),
    truncate: () => writeFileSync(this.#config, ''),
    'write slowly': async () => {
      writeFileSync(this.#config, 'version: "1"\n')
      await delay(150)
      writeFileSync(this.#config, this.#next())
    },
    'rename over': () => {
      writeFileSync(`${this.#config}.new`, this.#next())
      renameSync(`${this.#config}.new`, this.#config)
    },
    'unlink and create': () => {
      unlinkSync(this.#config)
      writeFileSync(this.#config, this.#next())
    },
    'rename away and write': () => {
      renameSync(this.#config, `${this.#config}~`)
      writeFileSync(this.#config, this.#next())
    },
    'keep a hard link and rename over': () => {
      rmSync(`${this.#config}.kept`, { force: true })
      linkSync(this.#config, `${this.#config}.kept`)
      writeFileSync(`${this.#config}.new`, this.#next())
      renameSync(`${this.#config}.new`, this.#config)
    },
    'put the old file back': () => {
      const old = readFileSync(this.#config)
      writeFileSync(`${this.#config}.new`, this.#next())
      renameSync(`${this.#config}.new`, this.#config)
      writeFileSync(`${this.#config}.new`, old)
      renameSync(`${this.#config}.new`, this.#config)
    },
    'swap the directory': () => {
      const tree = `tree-${(this.#note += 1)}`
      mkdirSync(join(this.#folder, tree))
      writeFileSync(join(this.#folder, tree, 'policy.yaml'), this.#next())
      if (this.options.linked) {
        symlinkSync(tree, `${this.#real}.new`)
        renameSync(`${this.#real}.new`, this.#real)
      } else {
        renameSync(this.#real, `${this.#real}.${this.#note}`)
        renameSync(join(this.#folder, tree), this.#real)
      }
    },
    touch: () => utimesSync(this.#config, new Date(), new Date()),
    'write the same again': () => writeFileSync(this.#config, readFileSync(this.#config)),
    'truncate the event files': () => {
      for (const { instance } of this.#proxies) truncateSync(this.#eventsOf(instance))
      this.#calls = []
    },
    'add a file beside': () => writeFileSync(join(this.#real, `other-${(this.#note += 1)}`), ''),
    'start another process': () => this.#start(),
    'kill a process': () => this.#end(this.#proxies.shift(), 'kill'),
    'stop a process': () => this.#end(this.#proxies.pop(), 'stop'),
    'restart the connector': () => this.#restartConnector(() => this.#close()),
    'kill the connector': () => this.#restartConnector(() => this.#abandon()),
    merge: () => {
      this.#agent.delivery.wanted = wantedOf(Buffer.from(this.#next()), 'Lockstep')
    },
  }

  /** Does one thing, waits, and compares what the connector claims with what is in memory. */
  async step(name: string, waitMs: number): Promise<void> {
    try {
      await this.operations[name]?.()
    } catch (error) {
      // An operation on a file that another took away does nothing.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    if (waitMs % 2 === 0) await this.#look(name)
    await delay(waitMs)
    await this.#look(name)
  }

  #restartConnector(end: () => void): void {
    end()
    this.#agent = this.#openAgent()
    this.#events = this.#openEvents()
  }

  end(): void {
    this.#close()
    for (const proxy of this.#proxies) this.#end(proxy, 'kill')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #look(step: string): Promise<void> {
    for (const proxy of this.#proxies) this.#call(proxy)
    this.#events.scan()
    this.#agent.reconcile(new Date())
    await this.#agent.delivery.settled()
    this.#events.scan()
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
    // Events say the number of a process of its own; what decides runs here, so that its memory can be seen.
    const shown = this.options.visible ? spawn('sleep', ['600'], { stdio: 'ignore' }) : null
    const pid = shown?.pid ?? HIDDEN
    const events = join(this.#folder, 'events')
    try {
      const proxy =
        this.options.engine === 'lockstep'
          ? new ReferenceProxy(this.#config, events, pid)
          : new StockProxy(this.#config, events, pid)
      if (proxy instanceof StockProxy) proxy.start()
      this.#proxies.push(proxy)
      if (shown !== null) this.#shown.set(proxy, shown)
    } catch {
      // A policy that must not be enforced: nothing starts.
      shown?.kill()
    }
  }

  #end(proxy: PolicyProcess | undefined, how: 'kill' | 'stop'): void {
    if (proxy === undefined) return
    proxy[how]()
    this.#shown.get(proxy)?.kill()
  }

  #next(): string {
    return policy((this.#note += 1))
  }

  #openAgent(): ProxyAgent {
    const unreachable = new HttpClient('http://127.0.0.1:9')
    const link = new ServerLink(unreachable, new HostCalls(unreachable), '')
    const stateDirectory = join(this.#folder, 'state')
    const none = () => {}
    return new ProxyAgent({
      settings: this.#settings,
      stateDirectory,
      link,
      git: null,
      version: 'test',
      dryRun: false,
      onStir: none,
      say: none,
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
