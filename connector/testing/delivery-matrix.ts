import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { serveConnector } from '@/e2e/connector-server'
import { listFleet } from '@/lib/fleet/list-fleet'
import { POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector } from '../run-connector'
import { proxySettings, type ProxySettings } from '../settings'
import { notedPolicy, type FileChange } from './file-change'
import { FILE_WAYS, type FileWay } from './file-ways'
import { reloadsIn, startLockstep, startStock, type PolicyProcess } from './matrix-processes'

type Mode = ProxySettings['mode']
export const ENGINES = { stock: startStock, lockstep: startLockstep } as const
export type Engine = keyof typeof ENGINES

/** For what hangs, not for what is slow: other programs may have the cores for a while. */
const PATIENCE = { timeout: 170_000, interval: 200 }

/** One cell of the matrix: how the file is changed, how it is delivered, and which program runs it. */
export interface CellPlace {
  readonly mode: Mode
  readonly engine: Engine
  /** A name of FILE_WAYS. */
  readonly way: string
}

interface Cell {
  readonly name: string
  readonly way: FileWay
  readonly settings: ProxySettings
  /** The path that the way changes. */
  readonly change: FileChange
  readonly start: () => Promise<PolicyProcess>
  process: PolicyProcess
}

/** A fleet in which each way was done to the file of one proxy, in each mode, under each engine. */
export interface DeliveryMatrix {
  /** Waits until the fleet shows this state for a cell; returns it with the note by which the process really decides. */
  shown(where: CellPlace, states: readonly string[]): Promise<{ state: string; note: string }>
  close(): Promise<void>
}

/**
 * All processes run `old`. Where somebody else brings the file (observe, relay) each way brings `new`, which is what git says; where the
 * connector does (pull, git) a hand writes something into the live file by each way, and the connector brings `new` afterwards.
 */
export async function playMatrix(places: readonly CellPlace[]): Promise<DeliveryMatrix> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-matrix-'))
  const fleet = await startFleet()
  const server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({
    '.lockstep.yaml': 'root: policies\nenvironments:\n  prod: { allowance: 1s }\n',
    [POLICY]: notedPolicy('old'),
  })
  const cells: Cell[] = []
  for (const where of places) cells.push(await place(folder, where, fleet.remote.url))
  const key = await fleet.key()
  const stopping = new AbortController()
  const running = runConnector({
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: cells.map(({ settings }) => settings),
    key: () => Promise.resolve(key),
    version: 'test',
    signal: stopping.signal,
    say: () => {},
  })
  // Every process says once more what it loads, so that all are proved before the matrix begins.
  await until(fleet, (states) => states.size === cells.length && ![...states.values()].includes('UNSEEN'))
  for (const { settings } of cells)
    if (settings.mode === 'observe') writeFileSync(settings.config, notedPolicy('old'))
  await until(fleet, (states) => [...states.values()].every((state) => state === 'IN_SYNC'))
  const byHand = cells.filter(({ settings }) => isWritten(settings.mode))
  await Promise.all(byHand.map(bring))
  fleet.now = new Date()
  await fleet.push({ [POLICY]: notedPolicy('new') })
  await Promise.all(cells.filter((cell) => !byHand.includes(cell)).map(bring))
  return {
    shown: async (where, expected) => {
      const cell = cells.find(({ name }) => name === nameOf(where))
      if (cell === undefined) throw new Error(`no such cell: ${JSON.stringify(where)}`)
      let state = ''
      await vi.waitFor(async () => {
        state = (await statesOf(fleet)).get(cell.name) ?? ''
        if (!expected.includes(state))
          throw new Error(`${cell.name} (${where.way}) shows ${state}, not ${expected.join()}`)
      }, PATIENCE)
      return { state, note: await cell.process.note() }
    },
    close: async () => {
      stopping.abort()
      await running
      await Promise.all(cells.map(({ process }) => process.stop()))
      await server.close()
      await fleet.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The connector itself writes the live file. */
export function isWritten(mode: Mode): boolean {
  return mode === 'pull' || mode === 'git'
}

const WAY_NAMES = Object.keys(FILE_WAYS)
const nameOf = ({ mode, engine, way }: CellPlace) => `${mode}-${engine}-${WAY_NAMES.indexOf(way)}`

async function place(folder: string, where: CellPlace, url: string): Promise<Cell> {
  const { mode, engine, way: wayName } = where
  const way = FILE_WAYS[wayName]
  if (way === undefined) throw new Error(`no such way: ${wayName}`)
  const name = nameOf(where)
  const at = (part: string) => join(folder, name, part)
  const config = join(at('live'), 'policy.yaml')
  const source = mode === 'relay' ? join(at('source'), 'policy.yaml') : null
  for (const part of ['events', 'live', 'source', 'counters']) mkdirSync(at(part), { recursive: true })
  const path = source ?? config
  const change: FileChange = {
    path,
    before: 'old',
    after: isWritten(mode) ? 'hand' : 'new',
    tried: path === config && mode === 'observe' && engine === 'stock' ? () => nextTry(at('events')) : noWait,
  }
  if (way.prepare === undefined) writeFileSync(path, notedPolicy('old'))
  else await way.prepare(change)
  if (source !== null) writeFileSync(config, notedPolicy('old'))
  const settings = proxySettings.parse({
    name,
    path: 'payments/stripe.yaml',
    environment: 'prod',
    mode,
    engine: engine === 'stock' ? 'intercept-2026-03' : 'lockstep',
    config,
    events: at('events'),
    source,
    ...(mode === 'git' ? { git: { url, path: POLICY } } : {}),
  })
  const start = () => ENGINES[engine]({ config, events: at('events'), state: at('counters') })
  return { name, way, settings, change, start, process: await start() }
}

async function bring(cell: Cell): Promise<void> {
  await cell.way.bring(cell.change)
  if (cell.way.restarts !== true) return
  await cell.process.stop()
  cell.process = await cell.start()
}

const noWait = () => Promise.resolve()

async function nextTry(events: string): Promise<void> {
  const before = reloadsIn(events)
  await vi.waitFor(() => {
    if (reloadsIn(events) === before) throw new Error('not tried yet')
  }, PATIENCE)
}

async function statesOf(fleet: TestFleet): Promise<Map<string, string>> {
  fleet.now = new Date()
  const { rows } = await listFleet({ ctx: fleet.person('read'), parts: fleet.parts, input: { limit: 500 } })
  return new Map(rows.map(({ name, state, live }) => [name, live === 0 ? 'UNSEEN' : state]))
}

async function until(
  fleet: TestFleet,
  check: (states: ReadonlyMap<string, string>) => boolean,
): Promise<void> {
  await vi.waitFor(async () => {
    const states = await statesOf(fleet)
    if (!check(states))
      throw new Error(JSON.stringify([...states].filter(([, state]) => state !== 'IN_SYNC')))
  }, PATIENCE)
}
