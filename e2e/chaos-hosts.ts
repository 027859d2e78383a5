import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { CLI_FILE } from '../scripts/build-cli'
import { inCheckout } from '../scripts/paths'
import { plainEnvironment } from '../scripts/processes/environment'
import type { AgentPlace } from './demo-agent'
import { dataFolder } from './forge-client'
import { stack } from './stack'

/** A proxy on one of the hosts. */
export interface ChaosProxy extends AgentPlace {
  readonly name: string
  readonly mode: 'pull' | 'git' | 'relay' | 'observe'
  readonly engine: 'intercept-2026-03' | 'lockstep'
}

/** Beside the demo's connector and its proxies: each of these hosts has a connector of its own. */
const HOSTS: Readonly<Record<string, readonly Pick<ChaosProxy, 'name' | 'mode' | 'engine'>[]>> = {
  fed: [
    { name: 'chaos-pull', mode: 'pull', engine: 'intercept-2026-03' },
    { name: 'chaos-git', mode: 'git', engine: 'lockstep' },
  ],
  carried: [
    { name: 'chaos-relay', mode: 'relay', engine: 'intercept-2026-03' },
    { name: 'chaos-observe', mode: 'observe', engine: 'intercept-2026-03' },
  ],
}

/** What an enrolment key for them must allow. */
export const CHAOS_SCOPE = { names: ['chaos-*'], modes: ['pull', 'git', 'relay', 'observe'] }

/**
 * Hosts with connectors of every mode. The stock proxies on them are stand-ins, each in a process of its own that calls all the time; our
 * own one is started by whoever calls through it. What was killed is started again.
 */
export class ChaosHosts {
  readonly proxies: readonly ChaosProxy[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'lockstep-chaos-'))
  readonly #running = new Map<string, ChildProcess>()
  /** Those that are not started again before they are released, each with what releases it. */
  readonly #held = new Map<string, { readonly free: Promise<unknown>; readonly release: () => void }>()
  #revision = 0
  #over = false

  /** `policy`: full repository path of what all of them run. */
  constructor(
    private readonly policy: string,
    first: Buffer,
  ) {
    this.proxies = Object.values(HOSTS)
      .flat()
      .map(({ name, mode, engine }) => {
        const at = (part: string) => join(this.#folder, name, part)
        for (const part of ['events', 'live', 'source', 'work']) mkdirSync(at(part), { recursive: true })
        return {
          name,
          mode,
          engine,
          kind: 'everything',
          config: join(at('live'), 'policy.yaml'),
          events: at('events'),
          work: at('work'),
        }
      })
    this.bring(first)
  }

  /** Starts all; `key` enrols the proxies. */
  start(key: string): void {
    for (const [host, proxies] of Object.entries(HOSTS)) {
      const file = join(this.#folder, `${host}.yaml`)
      const settings = this.proxies
        .filter(({ name }) => proxies.some((one) => one.name === name))
        .map((proxy) => this.#settingsOf(proxy))
      // JSON is YAML.
      const stateDirectory = join(this.#folder, `${host}-state`)
      writeFileSync(file, JSON.stringify({ server: stack().url, stateDirectory, proxies: settings }))
      const args = [CLI_FILE, 'connect', '--file', file]
      void this.#keep(host, args, plainEnvironment('production', { LOCKSTEP_ENROL_KEY: key }))
    }
    for (const { name, engine, config, events } of this.proxies) {
      if (engine === 'lockstep') continue
      const args = ['--import', 'tsx', inCheckout('e2e/stock-agent.ts'), config, events]
      void this.#keep(name, args, plainEnvironment('production'))
    }
  }

  /** Names of what can be killed. */
  get victims(): string[] {
    return [
      ...Object.keys(HOSTS),
      ...this.proxies.filter(({ engine }) => engine !== 'lockstep').map(({ name }) => name),
    ]
  }

  /** False when it is only just being started again. */
  kill(victim: string): boolean {
    return this.#running.get(victim)?.kill('SIGKILL') ?? false
  }

  /** Kills one, and keeps it from being started again until it is released. */
  async hold(victim: string): Promise<void> {
    const held = new EventEmitter()
    this.#held.set(victim, { free: once(held, 'free'), release: () => held.emit('free') })
    const child = this.#running.get(victim)
    if (child === undefined) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  release(victim: string): void {
    this.#held.get(victim)?.release()
    this.#held.delete(victim)
  }

  /** What delivery tools do with a new policy: one swaps the directory of a source, one writes the live file in place. */
  bring(policy: Buffer): void {
    for (const proxy of this.proxies) {
      if (proxy.mode === 'observe') writeFileSync(proxy.config, policy)
      if (proxy.mode !== 'relay') continue
      this.#revision += 1
      const link = dirname(sourceOf(proxy))
      const revision = `revision-${this.#revision}`
      mkdirSync(join(dirname(link), revision))
      writeFileSync(join(dirname(link), revision, 'policy.yaml'), policy)
      symlinkSync(revision, `${link}.new`)
      renameSync(`${link}.new`, link)
    }
  }

  async stop(): Promise<void> {
    this.#over = true
    for (const name of this.#held.keys()) this.release(name)
    const ended = [...this.#running.values()].map((child) => once(child, 'exit'))
    for (const child of this.#running.values()) child.kill('SIGTERM')
    await Promise.all(ended)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #keep(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
    while (!this.#over) {
      await this.#held.get(name)?.free
      const child = spawn(process.execPath, args, {
        cwd: inCheckout(),
        env,
        stdio: ['pipe', 'ignore', 'inherit'],
      })
      this.#running.set(name, child)
      await once(child, 'exit')
      this.#running.delete(name)
      // A connector that ends at once, since the server is away, must not be started without a pause.
      await delay(300)
    }
  }

  #settingsOf(proxy: ChaosProxy): object {
    const { name, mode, engine, config, events } = proxy
    const path = this.policy
    const repositories = join(dataFolder(), 'forge', 'repositories')
    const repository = readdirSync(repositories).find((name) => name.endsWith('.git')) ?? ''
    return {
      name,
      mode,
      engine,
      config,
      events,
      path,
      environment: 'prod',
      ...(mode === 'relay' ? { source: sourceOf(proxy) } : {}),
      ...(mode === 'git' ? { git: { url: pathToFileURL(join(repositories, repository)).href, path } } : {}),
    }
  }
}

function sourceOf({ config }: Pick<ChaosProxy, 'config'>): string {
  return join(dirname(dirname(config)), 'source', 'current', 'policy.yaml')
}
