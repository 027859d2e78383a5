import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { listFleet, type FleetRow } from '@/lib/fleet/list-fleet'
import { digests, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector } from './run-connector'
import { proxySettings } from './settings'

/** Beyond the largest process number: a process that cannot be seen. */
const HIDDEN = 2 ** 22 + 1
const [OLD, NEW] = [policyText('old'), policyText('new')]

/** Ways in which a new policy reaches a path. `loads`: the stock program notices (its measured table). */
interface Way {
  readonly loads: boolean
  /** Makes the first file; a plain one unless given. */
  readonly prepare?: (path: string) => void
  readonly bring: (path: string) => void | Promise<void>
}

const moveOver = (path: string) => {
  writeFileSync(`${path}.new`, NEW)
  renameSync(`${path}.new`, path)
}
const relink = (path: string, to: string) => {
  symlinkSync(to, `${path}.link`)
  renameSync(`${path}.link`, path)
}
const linkTo = (name: string) => (path: string) => {
  writeFileSync(join(dirname(path), name), OLD)
  symlinkSync(name, path)
}
const WAYS: Readonly<Record<string, Way>> = {
  'in place': { loads: true, bring: (path) => writeFileSync(path, NEW) },
  cp: {
    loads: true,
    bring: (path) => {
      writeFileSync(`${path}.from`, NEW)
      copyFileSync(`${path}.from`, path)
    },
  },
  'mv, sed -i, git pull, rsync': { loads: false, bring: moveOver },
  'unlink and create': {
    loads: false,
    bring: (path) => {
      unlinkSync(path)
      writeFileSync(path, NEW)
    },
  },
  'hard link kept, then mv': {
    loads: false,
    bring: (path) => {
      linkSync(path, `${path}.kept`)
      moveOver(path)
    },
  },
  'vim: rename away, write new': {
    loads: true,
    bring: (path) => {
      renameSync(path, `${path}~`)
      writeFileSync(path, NEW)
    },
  },
  'invalid, then valid, in place': {
    loads: true,
    bring: async (path) => {
      writeFileSync(path, 'version: "2"\n')
      await new Promise((resolve) => setTimeout(resolve, 200))
      writeFileSync(path, NEW)
    },
  },
  'link, written through': {
    loads: true,
    prepare: linkTo('target'),
    bring: (path) => writeFileSync(path, NEW),
  },
  'link, pointed elsewhere': {
    loads: false,
    prepare: linkTo('target'),
    bring: (path) => {
      writeFileSync(join(dirname(path), 'target-2'), NEW)
      relink(path, 'target-2')
    },
  },
  'ConfigMap ..data swap, git-sync swap': {
    loads: false,
    prepare: (path) => {
      mkdirSync(join(dirname(path), 'rev-1'))
      writeFileSync(join(dirname(path), 'rev-1', 'policy.yaml'), OLD)
      symlinkSync('rev-1', join(dirname(path), '..data'))
      symlinkSync('..data/policy.yaml', path)
    },
    bring: (path) => {
      const folder = dirname(path)
      mkdirSync(join(folder, 'rev-2'))
      writeFileSync(join(folder, 'rev-2', 'policy.yaml'), NEW)
      relink(join(folder, '..data'), 'rev-2')
      rmSync(join(folder, 'rev-1'), { recursive: true })
    },
  },
}
const NAMES = Object.keys(WAYS)
const nameOf = (mode: string, way: string) => `${mode}-${NAMES.indexOf(way)}`

let fleet: TestFleet
let server: ConnectorServer
const folder = mkdtempSync(join(tmpdir(), 'lockstep-matrix-'))
const stopping = new AbortController()
const proxies = new Map<string, StockProxy>()
let running: Promise<void>

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: OLD })
  const entries = (['observe', 'relay'] as const).flatMap((mode) => NAMES.map((way) => place(mode, way)))
  running = runConnector({
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: entries,
    key: () => fleet.key(),
    version: 'test',
    signal: stopping.signal,
    say: () => {},
  })
  // Every process says once more what it loads, so that all are proved before the matrix begins.
  await settled((rows) => rows.every(({ live }) => live === 1) && rows.length === entries.length)
  for (const { mode, config } of entries) if (mode === 'observe') writeFileSync(config, OLD)
  await settled((rows) => rows.every(({ state }) => state === 'IN_SYNC'))
  fleet.now = new Date()
  await fleet.push({ [POLICY]: NEW })
  const bring = async (path: string, way: string) => WAYS[way]?.bring(path)
  await Promise.all(
    entries.map(({ source, config }, index) => bring(source ?? config, NAMES[index % NAMES.length] ?? '')),
  )
}, 60_000)

afterAll(async () => {
  stopping.abort()
  await running
  for (const proxy of proxies.values()) proxy.kill()
  await server.close()
  await fleet.close()
  rmSync(folder, { recursive: true, force: true })
})

function place(mode: 'observe' | 'relay', way: string) {
  const name = nameOf(mode, way)
  const [home, delivery] = [join(folder, name), join(folder, `${name}-source`)]
  mkdirSync(join(home, 'events'), { recursive: true })
  mkdirSync(delivery)
  const config = join(home, 'policy.yaml')
  const source = mode === 'relay' ? join(delivery, 'policy.yaml') : null
  const prepare = WAYS[way]?.prepare ?? ((path: string) => writeFileSync(path, OLD))
  prepare(source ?? config)
  if (source !== null) writeFileSync(config, OLD)
  const proxy = new StockProxy(config, join(home, 'events'), HIDDEN)
  proxy.start()
  proxies.set(name, proxy)
  const engine = 'intercept-2026-03'
  return proxySettings.parse({
    name,
    path: 'payments/stripe.yaml',
    mode,
    engine,
    config,
    events: join(home, 'events'),
    source,
  })
}

async function rows(): Promise<readonly FleetRow[]> {
  fleet.now = new Date()
  const list = await listFleet({ ctx: fleet.person('read'), parts: fleet.parts, input: {} })
  return list.rows
}

const settled = (check: (rows: readonly FleetRow[]) => boolean) =>
  vi.waitFor(async () => expect(check(await rows())).toBe(true), { timeout: 30_000, interval: 100 })

/** Waits for the state that the truth in the process's memory asks for, and returns both. */
async function shown(name: string, state: string): Promise<{ state: string; loaded: boolean }> {
  const look = async () => (await rows()).find((row) => row.name === name)?.state ?? ''
  await vi.waitFor(async () => expect(await look()).toBe(state), { timeout: 15_000, interval: 200 })
  return { state, loaded: proxies.get(name)?.digest === digests(NEW).sha256 }
}

describe('observe: the state shown is the truth', () => {
  it.each(Object.entries(WAYS))('%s', async (way, { loads }) => {
    const state = loads ? 'IN_SYNC' : 'DID_NOT_RELOAD'
    expect(await shown(nameOf('observe', way), state)).toEqual({ state, loaded: loads })
  })
})

describe('relay: whatever the tool does to the source, the process runs it', () => {
  it.each(NAMES)('%s', async (way) => {
    expect(await shown(nameOf('relay', way), 'IN_SYNC')).toEqual({ state: 'IN_SYNC', loaded: true })
  })
})
