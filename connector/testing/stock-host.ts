import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector, type ConnectorOptions } from '../run-connector'
import { proxySettings, type ProxySettings } from '../settings'

/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1

/**
 * For the tests of one file: a host of its own for each of them, with a stock proxy `proxy-‹count›` that is connected to one server whose
 * policy is `start ‹count›` then. Whatever was started is stopped behind each test.
 */
export class StockHost {
  fleet!: TestFleet
  server!: ConnectorServer
  folder = ''
  count = 0
  readonly #stops: (() => Promise<void>)[] = []
  readonly #proxies: StockProxy[] = []

  /** `log`: decisions go into the log of the fleet's database, as in the app, instead of into `server.decisions`. */
  constructor({ log = false } = {}) {
    beforeAll(async () => {
      this.fleet = await startFleet()
      this.server = await serveConnector(this.fleet, { log })
    })
    afterAll(async () => {
      await this.server.close()
      await this.fleet.close()
    })
    beforeEach(() => this.#begin())
    afterEach(() => this.#end())
  }

  async #begin(): Promise<void> {
    this.count += 1
    this.folder = mkdtempSync(join(tmpdir(), 'lockstep-connector-'))
    mkdirSync(this.events())
    mkdirSync(join(this.folder, 'state'))
    this.server.decisions.clear()
    this.server.gaps.splice(0)
    await this.push(`start ${this.count}`)
  }

  async #end(): Promise<void> {
    this.server.down = false
    await Promise.all(this.#stops.splice(0).map((stop) => stop()))
    for (const proxy of this.#proxies.splice(0)) proxy.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  config = () => join(this.folder, 'policy.yaml')
  events = () => join(this.folder, 'events')

  /** Merges a policy with this note; returns its text. */
  push = async (note: string): Promise<string> => {
    this.fleet.now = new Date()
    await this.fleet.push({ [POLICY]: policyText(note) })
    return policyText(note)
  }

  settings = (more: Partial<ProxySettings> = {}): ProxySettings =>
    proxySettings.parse({
      name: `proxy-${this.count}`,
      path: 'payments/stripe.yaml',
      mode: 'pull',
      engine: 'intercept-2026-03',
      config: this.config(),
      events: this.events(),
      ...more,
    })

  options = (more: Partial<ConnectorOptions> = {}): ConnectorOptions => ({
    server: this.server.url,
    stateDirectory: join(this.folder, 'state'),
    proxies: [this.settings()],
    key: () => this.fleet.key(),
    version: '0.1.0',
    signal: new AbortController().signal,
    say: () => {},
    ...more,
  })

  /** Runs a connector until the returned function is called. */
  connect = (more: Partial<ConnectorOptions> = {}): (() => Promise<void>) => {
    const stopping = new AbortController()
    const running = runConnector(this.options({ ...more, signal: stopping.signal }))
    const stop = async () => {
      stopping.abort()
      await running
    }
    this.#stops.push(stop)
    return stop
  }

  startProxy = (text: string, config = this.config()): StockProxy => {
    writeFileSync(config, text)
    const proxy = new StockProxy(config, this.events(), HIDDEN)
    proxy.start()
    this.#proxies.push(proxy)
    return proxy
  }

  /** The proxy as its page shows it. */
  seen = async (name = `proxy-${this.count}`): Promise<ProxyDetail> => {
    this.fleet.now = new Date()
    const { parts } = this.fleet
    const found = await getProxy({ ctx: this.fleet.person('read'), parts, input: { name } })
    if (found.kind !== 'proxy') throw new Error(found.kind)
    return found.proxy
  }

  until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 30 })

  /** Waits until the fleet shows a state. */
  becomes = (state: string, name?: string): Promise<void> =>
    this.until(async () => {
      const shown = (await this.seen(name)).state
      if (shown !== state) throw new Error(`${name ?? 'the proxy'} is ${shown}, not ${state}`)
    })
}
