import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
  unlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import { digests, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { askRenewal } from '@/lib/fleet/ask-renewal'
import { runConnector, runOnce, type ConnectorOptions } from './run-connector'
import { proxySettings, type ProxySettings } from './settings'

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let count = 0
const stops: (() => Promise<void>)[] = []
const proxies: StockProxy[] = []

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})
beforeEach(async () => {
  count += 1
  folder = mkdtempSync(join(tmpdir(), 'lockstep-connector-'))
  mkdirSync(join(folder, 'events'))
  mkdirSync(join(folder, 'state'))
  server.decisions.clear()
  server.gaps.splice(0)
  await push(`start ${count}`)
})
afterEach(async () => {
  server.down = false
  await Promise.all(stops.splice(0).map((stop) => stop()))
  for (const proxy of proxies.splice(0)) proxy.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function push(note: string): Promise<string> {
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText(note) })
  return policyText(note)
}

const config = () => join(folder, 'policy.yaml')
const events = () => join(folder, 'events')

function settings(more: Partial<ProxySettings> = {}): ProxySettings {
  return proxySettings.parse({
    name: `proxy-${count}`,
    path: 'payments/stripe.yaml',
    mode: 'pull',
    engine: 'intercept-2026-03',
    config: config(),
    events: events(),
    ...more,
  })
}

function options(more: Partial<ConnectorOptions> = {}): ConnectorOptions {
  return {
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: [settings()],
    key: () => fleet.key(),
    version: '0.1.0',
    signal: new AbortController().signal,
    say: () => {},
    ...more,
  }
}

/** Runs a connector until the returned function is called. */
function connect(more: Partial<ConnectorOptions> = {}): () => Promise<void> {
  const stopping = new AbortController()
  const running = runConnector(options({ ...more, signal: stopping.signal }))
  const stop = async () => {
    stopping.abort()
    await running
  }
  stops.push(stop)
  return stop
}

/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1

function startProxy(text: string): StockProxy {
  writeFileSync(config(), text)
  const proxy = new StockProxy(config(), events(), HIDDEN)
  proxy.start()
  proxies.push(proxy)
  return proxy
}

async function seen(name = `proxy-${count}`): Promise<ProxyDetail> {
  fleet.now = new Date()
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name } })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  return found.proxy
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 30 })

const becomes = (state: string, name?: string) =>
  until(async () => expect(await seen(name)).toMatchObject({ state }))

describe('mode pull', () => {
  it('delivers a merge in place; the process reloads and is proved to run it', async () => {
    const proxy = startProxy(policyText('old'))
    const inode = statSync(config()).ino
    connect()
    await becomes('IN_SYNC')
    const text = await push('new')
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(text)] }),
    )
    expect(proxy.memory.toString()).toBe(text)
    expect(statSync(config()).ino).toBe(inode)
    const { running, live, loads } = await seen()
    expect([running[0]?.evidence, live]).toEqual([3, 1])
    expect(loads.map(({ kind, result }) => `${kind} ${result}`)).toContain('reload success')
  })

  it('proves a process that was running before by writing the same bytes again', async () => {
    const text = policyText(`start ${count}`)
    const proxy = startProxy(policyText('other'))
    writeFileSync(config(), text)
    await until(() => Promise.resolve(expect(proxy.memory.toString()).toBe(text)))
    connect()
    await becomes('IN_SYNC')
  })

  it('says from its first report on what is there and since when, also when it is started anew', async () => {
    startProxy(policyText(`start ${count}`))
    const stop = connect()
    await becomes('IN_SYNC')
    const { delivered } = await seen()
    await stop()
    connect()
    const where = { proxy: { name: `proxy-${count}` } }
    await until(async () => expect(await fleet.db.prisma.connectorBoot.count({ where })).toBe(2))
    expect(await seen()).toMatchObject({ state: 'IN_SYNC', live: 1, delivered })
  })

  it('refuses what the engine would refuse, says why, and keeps the good file', async () => {
    const proxy = startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const good = readFileSync(config(), 'utf8')
    fleet.now = new Date()
    await fleet.push({ [POLICY]: 'version: "2"\n' })
    await becomes('REJECTED')
    const { sentence } = await seen()
    expect(sentence).toContain('by the connector, not written: line 1: version must be "1", got "2"')
    expect([readFileSync(config(), 'utf8'), proxy.memory.toString()]).toEqual([good, good])
  })

  it('keeps the last good file when the policy is removed', async () => {
    startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const good = readFileSync(config(), 'utf8')
    fleet.now = new Date()
    await fleet.push({ [POLICY]: null })
    await becomes('NOT_ON_MAIN')
    expect(readFileSync(config(), 'utf8')).toBe(good)
  })

  it('says that a process did not reload when its watch is dead, and runs the restart command once for each policy', async () => {
    startProxy(policyText('old'))
    const mark = join(folder, 'restarted')
    connect({ proxies: [settings({ restartCommand: `echo again >> ${mark}; test $(wc -l < ${mark}) = 1` })] })
    await becomes('IN_SYNC')
    writeFileSync(`${config()}.new`, readFileSync(config()))
    renameSync(`${config()}.new`, config())
    await push('new')
    await becomes('DID_NOT_RELOAD')
    const uses = async () =>
      (await seen()).loads
        .filter(({ kind }) => kind === 'restart-command')
        .map(({ result, error }) => `${result} ${error}`)
        .sort((a, b) => (a < b ? -1 : 1))
    await until(async () => expect(await uses()).toEqual(['null null', 'success null']))
    await push('newer')
    await until(async () => {
      expect(await uses()).toEqual(['failure ended with 1', 'null null', 'null null', 'success null'])
    })
    expect(readFileSync(mark, 'utf8')).toBe('again\nagain\n')
  })
})

describe('mode observe', () => {
  it('never writes, and shows what another hand did', async () => {
    const text = policyText(`start ${count}`)
    const proxy = startProxy(policyText('old'))
    writeFileSync(config(), text)
    await until(() => Promise.resolve(expect(proxy.memory.toString()).toBe(text)))
    connect({ proxies: [settings({ mode: 'observe' })] })
    await becomes('IN_SYNC')
    writeFileSync(config(), policyText('by hand'))
    await becomes('EDITED')
    expect(readFileSync(config(), 'utf8')).toBe(policyText('by hand'))
    renameSync(config(), `${config()}.away`)
    writeFileSync(config(), text)
    await until(async () => expect((await seen()).delivered?.sha256).toBe(digests(text).sha256))
  })
})

describe('mode relay', () => {
  it('carries what a tool swaps into the source to the live file, in place', async () => {
    const text = policyText(`start ${count}`)
    const proxy = startProxy(policyText('old'))
    const source = join(folder, 'source.yaml')
    writeFileSync(source, text)
    connect({ proxies: [settings({ mode: 'relay', source })] })
    await becomes('IN_SYNC')
    const next = await push('next')
    writeFileSync(`${source}.new`, next)
    renameSync(`${source}.new`, source)
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(next)] }),
    )
    expect(proxy.memory.toString()).toBe(next)
  })
})

describe('mode git', () => {
  it('fetches by itself and delivers what it fetched', async () => {
    const proxy = startProxy(policyText('old'))
    const git = { url: fleet.remote.url, ref: 'main', path: POLICY, tokenFile: null }
    connect({ proxies: [settings({ mode: 'git', git })] })
    await becomes('IN_SYNC')
    const text = await push('new')
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(text)] }),
    )
    expect(proxy.memory.toString()).toBe(text)
  })

  it('holds a proxy at the commit that it is pinned to, as Lockstep says, until the pin is taken away', async () => {
    const proxy = startProxy(policyText('old'))
    const pinned = await fleet.push({ [POLICY]: policyText('pinned') })
    const pins = [
      `pins:`,
      `  - { proxy: proxy-${count}, commit: ${pinned}, reason: INC-1, until: 2999-01-01 }`,
    ]
    await fleet.push({ '.lockstep.yaml': pins.join('\n'), [POLICY]: policyText('newer') })
    const git = { url: fleet.remote.url, ref: 'main', path: POLICY, tokenFile: null }
    connect({ proxies: [settings({ mode: 'git', git })] })
    await becomes('PINNED')
    expect(proxy.memory.toString()).toBe(policyText('pinned'))
    fleet.now = new Date()
    await fleet.push({ '.lockstep.yaml': null })
    await becomes('IN_SYNC')
    expect(proxy.memory.toString()).toBe(policyText('newer'))
  })
})

describe('the log', () => {
  const tools = () =>
    [...server.decisions.values()].map(({ event }) => String(event.tool)).sort((a, b) => (a < b ? -1 : 1))

  it('arrives once, though the connector is stopped and started and the server is away', async () => {
    const proxy = startProxy(policyText(`start ${count}`))
    proxy.call('a')
    const stop = connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    await stop()
    proxy.call('b')
    server.down = true
    connect()
    proxy.call('c')
    server.down = false
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
    await becomes('IN_SYNC')
  })

  it('goes on without a break when an administrator has the token renewed, after a restart too', async () => {
    const proxy = startProxy(policyText(`start ${count}`))
    const said: string[] = []
    const stop = connect({ say: (line) => said.push(line) })
    await becomes('IN_SYNC')
    const stored = () => readFileSync(join(folder, 'state', `proxy-${count}`, 'enrolment.json'), 'utf8')
    const before = stored()
    const { contacts } = fleet.parts
    const input = { proxy: `proxy-${count}` }
    expect(await askRenewal({ ctx: fleet.person('admin'), contacts, input })).toEqual({ kind: 'asked' })
    proxy.call('a')
    await until(() => Promise.resolve(expect(said.join('\n')).toContain('an administrator asked for it')))
    expect(stored()).not.toBe(before)
    // The old one would still count for ten minutes: it is not what the connector lives on.
    fleet.now = new Date()
    const old = { proxy: { name: input.proxy }, renewAskedAt: { not: null } }
    const { count: ended } = await fleet.db.prisma.proxyToken.updateMany({
      where: old,
      data: { expiresAt: fleet.now },
    })
    proxy.call('b')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b'])))
    await stop()
    connect()
    proxy.call('c')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
    expect([ended, said.filter((line) => line.includes('took a new token'))]).toEqual([
      1,
      [`proxy-${count}: took a new token: an administrator asked for it`],
    ])
  })

  it('says with which policy each decision was made, and never below evidence 3', async () => {
    const proxy = startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const first = digests(proxy.memory.toString()).sha256
    proxy.call('before')
    const text = await push('new')
    await until(async () => expect(await seen()).toMatchObject({ running: [digests(text)] }))
    proxy.call('after')
    await until(() => Promise.resolve(expect(tools()).toEqual(['after', 'before'])))
    const of = (tool: string) => [...server.decisions.values()].find(({ event }) => event.tool === tool)
    expect(of('before')).toMatchObject({ sha256: first, evidence: 3 })
    expect(of('after')).toMatchObject({ sha256: digests(text).sha256, evidence: 3 })
  })

  it('goes on after a truncation, and waits for the rest of a line', async () => {
    const proxy = startProxy(policyText(`start ${count}`))
    proxy.call('a')
    connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    const file = join(events(), `${proxy.instance}.jsonl`)
    truncateSync(file)
    proxy.call('b')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b'])))
    appendFileSync(
      file,
      `{"ts":"${new Date().toISOString()}","type":"tool_call","instance":"${proxy.instance}",`,
    )
    appendFileSync(file, `"tool":"c","result":"allowed"}\n`)
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
  })

  it('records a gap when a file is pruned before it was read', async () => {
    const proxy = startProxy(policyText(`start ${count}`))
    proxy.call('a')
    const stop = connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    server.down = true
    proxy.call('b')
    const file = join(events(), `${proxy.instance}.jsonl`)
    const size = statSync(file).size
    const known = () => readFileSync(join(folder, 'state', `proxy-${count}`, 'positions.json'), 'utf8')
    await stop()
    expect(known()).toContain(`"size":${size}`)
    proxy.kill()
    unlinkSync(file)
    server.down = false
    connect()
    await until(() =>
      Promise.resolve(expect(server.gaps).toEqual([expect.stringMatching(`^\\d+-${size} pruned$`)])),
    )
    expect(tools()).toEqual(['a'])
    await until(() => Promise.resolve(expect(known()).toContain('"files":[]')))
  })

  it('keeps passwords of the start event on the host', async () => {
    const lines = [
      {
        type: 'startup',
        server: 'http://u:pw@host/?key=sec',
        config: config(),
        pid: 1,
        state_backend: 'redis://:hunter2@db/0',
      },
      { type: 'later_kind', backend: 'postgres://a:hunter3@db/x?sslpassword=hunter4' },
    ]
    const text = lines.map((line) =>
      JSON.stringify({ ts: new Date().toISOString(), ...line, instance: 'aaaaaaaa' }),
    )
    writeFileSync(config(), policyText(`start ${count}`))
    writeFileSync(join(events(), 'aaaaaaaa.jsonl'), `${text.join('\n')}\n`)
    connect()
    await until(() =>
      Promise.resolve(
        expect([...server.decisions.values()].map(({ event }) => event.type)).toEqual(['later_kind']),
      ),
    )
    expect(JSON.stringify([...server.decisions.values()])).not.toMatch(/hunter|sec\b/)
    await until(async () => expect((await seen()).lastSeenAt).not.toBeNull())
  })
})

describe('a host', () => {
  it('connects several proxies that share one folder of events; a stranger there is shown as unmatched', async () => {
    const text = policyText(`start ${count}`)
    const other = join(folder, 'other.yaml')
    writeFileSync(other, text)
    startProxy(text)
    const second = new StockProxy(other, events(), HIDDEN)
    second.start()
    const strange = join(folder, 'strange.yaml')
    writeFileSync(strange, text)
    const stranger = new StockProxy(strange, events(), HIDDEN)
    stranger.start()
    proxies.push(second, stranger)
    connect({ proxies: [settings(), settings({ name: `second-${count}`, config: other })] })
    await becomes('IN_SYNC')
    await becomes('IN_SYNC', `second-${count}`)
    const { live, unmatched } = await seen()
    expect([live, unmatched.length, unmatched[0]?.config]).toEqual([1, 1, strange])
  })

  it('connects the others when one cannot be enrolled, and that one as soon as the server is back', async () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')]
    const proxies = [settings({ config: first }), settings({ name: `second-${count}`, config: second })]
    await runOnce(options({ proxies: proxies.slice(0, 1) }))
    const next = await push('next')
    server.down = true
    const said: string[] = []
    connect({ proxies, say: (line) => said.push(line) })
    await until(() => Promise.resolve(expect(said.join()).toContain(`second-${count}: not connected: `)))
    server.down = false
    await until(() =>
      Promise.resolve(
        expect([first, second].map((path) => readFileSync(path, 'utf8'))).toEqual([next, next]),
      ),
    )
  })

  it('leaves out the one that its key does not cover, and says so, also in one round', async () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')]
    const key = await fleet.key({
      scope: { paths: ['policies/**'], modes: ['pull'], names: [`proxy-${count}`] },
    })
    const proxies = [settings({ config: first }), settings({ name: `second-${count}`, config: second })]
    const said: string[] = []
    const round = runOnce(
      options({ proxies, key: () => Promise.resolve(key), say: (line) => said.push(line) }),
    )
    await expect(round).rejects.toThrow(`name second-${count} is outside the key's scope`)
    expect(said.join('\n')).toContain(`second-${count}: not connected: `)
    expect(readFileSync(first, 'utf8')).toBe(policyText(`start ${count}`))
  })

  it('does one round with --once, and writes nothing in a dry run', async () => {
    writeFileSync(config(), policyText('old'))
    const said: string[] = []
    await runOnce(options({ dryRun: true, say: (line) => said.push(line) }))
    expect(readFileSync(config(), 'utf8')).toBe(policyText('old'))
    expect(said.join('\n')).toContain('would write')
    await runOnce(options())
    expect(readFileSync(config(), 'utf8')).toBe(policyText(`start ${count}`))
  })

  it('notices a copied state directory and takes nothing over from it', async () => {
    startProxy(policyText(`start ${count}`))
    const stop = connect()
    await becomes('IN_SYNC')
    await stop()
    cpSync(join(folder, 'state'), join(folder, 'copy'), { recursive: true })
    const said: string[] = []
    await runOnce(options({ stateDirectory: join(folder, 'copy'), say: (line) => said.push(line) })).catch(
      (error: unknown) => said.push(String(error)),
    )
    expect(said.join('\n')).toMatch(/is a copy of another[\s\S]*Another connector reports/)
  })
})
