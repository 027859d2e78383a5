import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector, runOnce, type ConnectorOptions } from './run-connector'
import { proxySettings, type ProxySettings } from './settings'

/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let proxy: StockProxy
let count = 0
const stops: (() => Promise<void>)[] = []
const started: StockProxy[] = []

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet, { log: true })
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('x') })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})
beforeEach(() => {
  count += 1
  folder = mkdtempSync(join(tmpdir(), 'lockstep-one-log-'))
  mkdirSync(events())
  writeFileSync(join(folder, 'policy.yaml'), policyText('x'))
  proxy = startProxy('policy.yaml')
})
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(stops.splice(0).map((stop) => stop()))
  for (const one of started.splice(0)) one.kill()
  rmSync(folder, { recursive: true, force: true })
})

const events = () => join(folder, 'events')

function startProxy(config: string): StockProxy {
  const one = new StockProxy(join(folder, config), events(), HIDDEN)
  one.start()
  started.push(one)
  return one
}

function settings(more: Partial<ProxySettings> = {}): ProxySettings {
  return proxySettings.parse({
    name: `proxy-${count}`,
    path: 'payments/stripe.yaml',
    mode: 'observe',
    engine: 'intercept-2026-03',
    config: join(folder, 'policy.yaml'),
    events: events(),
    ...more,
  })
}

function options(state: string, more: Partial<ConnectorOptions> = {}): ConnectorOptions {
  return {
    server: server.url,
    stateDirectory: join(folder, state),
    proxies: [settings()],
    key: () =>
      fleet.key({ scope: { paths: ['policies/**'], modes: ['observe'], names: [`proxy-${count}`] } }),
    version: '0.1.0',
    signal: new AbortController().signal,
    say: () => {},
    ...more,
  }
}

function connect(given: ConnectorOptions): () => Promise<void> {
  const stopping = new AbortController()
  const running = runConnector({ ...given, signal: stopping.signal })
  const stop = async () => {
    stopping.abort()
    await running
  }
  stops.push(stop)
  return stop
}

/** Later, when a connector that stopped is not taken for one that still runs. */
function passMinutes(): void {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true, now: Date.now() + 180_000 })
}

/** Calls in the log by tool, with how often each was stored. */
async function logged(): Promise<Record<string, number>> {
  const { rows } = await fleet.db.pool.query<{ tool: string; n: number }>(
    `SELECT t.name AS tool, count(*)::int AS n FROM decision d JOIN tool_name t ON t.id = d.tool
     WHERE t.name LIKE $1 GROUP BY t.name ORDER BY t.name`,
    [`%-${count}`],
  )
  return Object.fromEntries(rows.map(({ tool, n }) => [tool.replace(`-${count}`, ''), n]))
}

const call = (tool: string, by = proxy) => by.call(`${tool}-${count}`)

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 30 })

it('stores each decision and each load once though the state directory is lost or copied', async () => {
  call('a')
  const name = `proxy-${count}`
  await runOnce(options('state'))
  const rows = async () =>
    (
      await fleet.db.pool.query(
        `SELECT (SELECT count(*) FROM load l JOIN proxy p ON p.id = l.proxy_id WHERE p.name = $1)::int AS loads,
           (SELECT count(*) FROM instance i JOIN proxy p ON p.id = i.proxy_id WHERE p.name = $1)::int AS instances,
           (SELECT count(*) FROM decision_conflict)::int AS conflicts`,
        [name],
      )
    ).rows[0]
  const once = { loads: 1, instances: 1, conflicts: 0 }
  expect([await logged(), await rows()]).toEqual([{ a: 1 }, once])
  cpSync(join(folder, 'state'), join(folder, 'copy'), { recursive: true })
  for (const [index, state] of ['copy', 'lost'].entries()) {
    call(`later-${index}`)
    passMinutes()
    await runOnce(options(state))
  }
  expect(await logged()).toEqual({ a: 1, 'later-0': 1, 'later-1': 1 })
  expect(await rows()).toEqual(once)
})

/** Which proxy each call is said to be of. */
async function attributed(): Promise<Record<string, string | null>> {
  const { rows } = await fleet.db.pool.query<{ tool: string; name: string | null }>(
    `SELECT t.name AS tool, p.name FROM decision d JOIN tool_name t ON t.id = d.tool LEFT JOIN proxy p ON p.number = d.proxy
     WHERE t.name LIKE $1 ORDER BY t.name`,
    [`%-${count}`],
  )
  return Object.fromEntries(rows.map(({ tool, name }) => [tool.replace(`-${count}`, ''), name]))
}

/** Two connectors, each for one of the two proxies that write into the same folder. */
function neighbours(): { first: ConnectorOptions; second: ConnectorOptions; other: StockProxy } {
  writeFileSync(join(folder, 'other.yaml'), policyText('x'))
  const other = startProxy('other.yaml')
  const proxies = [settings({ name: `other-${count}`, config: join(folder, 'other.yaml') })]
  return { first: options('state'), second: options('other', { proxies, key: () => fleet.key() }), other }
}

it('stores each decision of two connectors on one folder once, with its own proxy', async () => {
  const { first, second, other } = neighbours()
  const stops = [connect(first), connect(second)]
  call('a')
  call('b', other)
  const names = [`proxy-${count}`, `other-${count}`]
  await until(async () => expect(await attributed()).toEqual({ a: names[0], b: names[1] }))
  // Long enough for both to send what they cannot tell whose it is.
  passMinutes()
  call('c')
  call('d', other)
  await until(async () =>
    expect(await attributed()).toEqual({ a: names[0], b: names[1], c: names[0], d: names[1] }),
  )
  for (const stop of stops) await stop()
  for (const one of [first, second]) await runOnce(one)
  expect(await logged()).toEqual({ a: 1, b: 1, c: 1, d: 1 })
  expect(await attributed()).toEqual({ a: names[0], b: names[1], c: names[0], d: names[1] })
})

it('stores what a stranger was seen to decide once, though its own connector comes later', async () => {
  const { first, second, other } = neighbours()
  call('a', other)
  await runOnce(first)
  await runOnce(second)
  call('b', other)
  await runOnce(first)
  call('c', other)
  await runOnce(second)
  await runOnce(first)
  expect(await logged()).toEqual({ a: 1, b: 1, c: 1 })
  expect(await attributed()).toEqual({ a: null, b: `other-${count}`, c: `other-${count}` })
})

it('keeps two processes apart whose calls stand at the same offsets of their files', async () => {
  const twin = startProxy('policy.yaml')
  call('a')
  call('a', twin)
  await runOnce(options('state'))
  expect(await logged()).toEqual({ a: 2 })
})

it('stores each decision once when a second connector takes over the proxy of one that still runs', async () => {
  const key = await options('').key()
  const given = { key: () => Promise.resolve(key) }
  const ended = runConnector(options('state', given)).catch(String)
  call('a')
  await until(async () => expect(await logged()).toEqual({ a: 1 }))
  connect(options('other', given))
  await until(async () => expect(await tokens()).toBe(2))
  call('b')
  // Its key was used by it before: the two do not take the proxy from each other for ever.
  expect(await ended).toContain('its token does not count any more')
  call('c')
  await until(async () => expect(await logged()).toEqual({ a: 1, b: 1, c: 1 }))
  expect(await tokens()).toBe(2)
})

/** How often the proxy was given a token. */
async function tokens(): Promise<number> {
  return fleet.db.prisma.proxyToken.count({ where: { proxy: { name: `proxy-${count}` } } })
}
