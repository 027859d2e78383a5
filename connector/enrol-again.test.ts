import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { retireProxy } from '@/lib/fleet/retire-proxy'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector, runOnce, type ConnectorOptions } from './run-connector'
import { proxySettings } from './settings'

/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1
const NEEDS_KEY =
  'make a key with "Enrol again" on the page of the proxy, and start this command with that key'

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let proxy: StockProxy
let count = 0
let said: string[] = []
const name = () => `again-${count}`

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
  said = []
  folder = mkdtempSync(join(tmpdir(), 'lockstep-again-'))
  mkdirSync(join(folder, 'events'))
  writeFileSync(join(folder, 'policy.yaml'), policyText('x'))
  proxy = new StockProxy(join(folder, 'policy.yaml'), join(folder, 'events'), HIDDEN)
  proxy.start()
})
afterEach(() => {
  proxy.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** A key as "Enrol again" makes it. */
function keyFor(proxyName: string): Promise<string> {
  fleet.now = new Date()
  return fleet.key({ scope: { paths: ['policies/**'], modes: ['observe'], names: [proxyName] } })
}

const noKey = () => Promise.reject(new Error('no key was given'))

function options(key: () => Promise<string>, names = [name()]): ConnectorOptions {
  const proxies = names.map((one) =>
    proxySettings.parse({
      name: one,
      path: 'payments/stripe.yaml',
      mode: 'observe',
      engine: 'intercept-2026-03',
      config: join(folder, one === name() ? 'policy.yaml' : `${one}.yaml`),
      events: join(folder, 'events'),
    }),
  )
  return {
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies,
    key,
    version: '0.1.0',
    signal: new AbortController().signal,
    say: (line) => said.push(line),
  }
}

/** Runs a connector; `ended` settles when it ends. */
function connect(given: ConnectorOptions): { stop: () => Promise<void>; ended: Promise<void> } {
  const stopping = new AbortController()
  const ended = runConnector({ ...given, signal: stopping.signal })
  return {
    ended,
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}

async function retire(proxyName: string): Promise<void> {
  fleet.now = new Date()
  const input = { proxy: proxyName }
  expect(await retireProxy({ ctx: fleet.person('admin'), input })).toEqual({ kind: 'retired' })
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

const call = (tool: string) => proxy.call(`${tool}-${count}`)

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 30 })

const enrolment = () => readFileSync(join(folder, 'state', name(), 'enrolment.json'), 'utf8')

it('ends with what to do when its only token does not count any more, and goes on with a new key where it was', async () => {
  const key = await keyFor(name())
  const first = connect(options(() => Promise.resolve(key)))
  call('a')
  await until(async () => expect(await logged()).toEqual({ a: 1 }))
  const ended = first.ended.catch(String)
  await retire(name())
  call('b')
  expect(await ended).toContain(NEEDS_KEY)
  expect(said.join('\n')).toContain('the key that was given was used for it before')
  const again = connect(options(async () => keyFor(name())))
  call('c')
  await until(async () => expect(await logged()).toEqual({ a: 1, b: 1, c: 1 }))
  await again.stop()
  expect(said.join('\n')).not.toContain('is a copy of another')
})

it('keeps what is stored, and says what to do, without a key or with one that was refused', async () => {
  await runOnce(options(async () => keyFor(name())))
  await retire(name())
  const before = enrolment()
  await expect(connect(options(noKey)).ended).rejects.toThrow(`no other key was given: ${NEEDS_KEY}`)
  const other = await keyFor('another-name')
  await expect(connect(options(() => Promise.resolve(other))).ended).rejects.toThrow('was refused (')
  await expect(runOnce(options(noKey))).rejects.toThrow(NEEDS_KEY)
  expect(enrolment()).toBe(before)
})

it('takes a new key in one round as well', async () => {
  await runOnce(options(async () => keyFor(name())))
  await retire(name())
  call('a')
  await runOnce(options(async () => keyFor(name())))
  await runOnce(options(noKey))
  expect(await logged()).toEqual({ a: 1 })
})

it('goes on with the other proxies of the host when one is locked out', async () => {
  const names = [name(), `neighbour-${count}`]
  const key = await fleet.key()
  const running = connect(options(() => Promise.resolve(key), names))
  call('a')
  await until(async () => expect(await logged()).toEqual({ a: 1 }))
  await retire(names[1] ?? '')
  // Something to report.
  writeFileSync(join(folder, `${names[1]}.yaml`), policyText('y'))
  await until(() =>
    Promise.resolve(expect(said.join('\n')).toContain(`${names[1]}: its token does not count`)),
  )
  call('b')
  await until(async () => expect(await logged()).toEqual({ a: 1, b: 1 }))
  await running.stop()
})
