import { copyFileSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountLog } from '@/lib/decisions/account-log'
import { getProxy } from '@/lib/fleet/get-proxy'
import { PROVED } from '@/lib/wire/terms'
import { EventLog } from '@/proxy/event-log'
import { serveFleet, type ConnectedHost, type ServedFleet } from './testing/served-fleet'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1
const RUNNING = 'a'.repeat(64)

let served: ServedFleet
let host: ConnectedHost
let log: EventLog
let count = 0

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())
beforeEach(() => {
  count += 1
  host = served.host(`cut-${count}`, { engine: 'lockstep' })
  log = new EventLog(host.events)
  log.write('startup', { config: host.config, pid: HIDDEN, policy: RUNNING })
})

function call(...tools: string[]): void {
  for (const tool of tools)
    log.write('tool_call', { tool: `${tool}-${count}`, result: 'allowed', policy: RUNNING })
}

/** Takes the last lines out of the event file, in place. */
function cut(lines: number, path = log.path): void {
  const kept = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1 - lines)
  truncateSync(path, Buffer.byteLength(kept.map((line) => `${line}\n`).join('')))
}

/** Calls in the log by tool, with how often each was stored; what is missing; lines that came with other bytes. */
async function logged() {
  const { rows } = await served.fleet.db.pool.query<{ tool: string; n: number }>(
    `SELECT t.name AS tool, count(*)::int AS n FROM decision d JOIN tool_name t ON t.id = d.tool
     WHERE t.name LIKE $1 GROUP BY t.name ORDER BY t.name`,
    [`%-${count}`],
  )
  const ctx = { ...served.fleet.person('read'), now: new Date() }
  const { gaps, conflicts } = await accountLog({ ctx, input: { proxy: `cut-${count}` } })
  return {
    calls: rows.map(({ tool, n }) => `${n} ${tool.replace(`-${count}`, '')}`).join(', '),
    gaps: gaps.map(({ events, reason }) => `${events} ${reason}`),
    conflicts,
  }
}

const nothingElse = { gaps: [], conflicts: 0 }

describe('an event file that was cut back to a part of it while the connector was away', () => {
  it('brings no decision twice', async () => {
    call('a', 'b', 'c')
    await host.once()
    cut(1)
    await host.once()
    expect(await logged()).toEqual({ calls: '1 a, 1 b, 1 c', ...nothingElse })
  })

  it('brings what is new in it once, whether it is shorter still or has grown beyond, however often it is cut', async () => {
    call('a', 'b', 'c')
    await host.once()
    cut(2)
    call('d')
    await host.once()
    await host.once()
    expect(await logged()).toEqual({ calls: '1 a, 1 b, 1 c, 1 d', ...nothingElse })
    cut(1)
    call('e', 'f', 'g', 'h')
    await host.once()
    await host.once()
    const calls = '1 a, 1 b, 1 c, 1 d, 1 e, 1 f, 1 g, 1 h'
    expect(await logged()).toEqual({ calls, ...nothingElse })
  })

  it('is told with what was lost of it, by number: what the server never had', async () => {
    call('a')
    const stop = host.start()
    await vi.waitFor(async () => expect((await logged()).calls).toBe('1 a'), { timeout: 60_000 })
    served.server.down = true
    call('b', 'c')
    const size = `"size":${readFileSync(log.path).length}`
    const kept = () => readFileSync(join(host.folder, 'state', `cut-${count}`, 'positions.recent'), 'latin1')
    await vi.waitFor(() => expect(kept()).toContain(size), { timeout: 60_000 })
    await stop()
    served.server.down = false
    cut(2)
    call('d')
    await host.once()
    expect(await logged()).toEqual({ calls: '1 a, 1 d', gaps: ['2 truncated'], conflicts: 0 })
  })
})

it('brings what is new once when the file is cut back under a running connector', async () => {
  call('a', 'b', 'c')
  const stop = host.start()
  await vi.waitFor(async () => expect((await logged()).calls).toBe('1 a, 1 b, 1 c'), { timeout: 60_000 })
  cut(2)
  call('d')
  await vi.waitFor(async () => expect((await logged()).calls).toContain('1 d'), { timeout: 60_000 })
  await stop()
  await host.once()
  expect(await logged()).toEqual({ calls: '1 a, 1 b, 1 c, 1 d', ...nothingElse })
})

it('brings nothing twice from a copy of the file, though both are read at once', async () => {
  call('a', 'b')
  copyFileSync(log.path, `${log.path}.1`)
  await host.once()
  call('c')
  copyFileSync(log.path, `${log.path}.2`)
  await host.once()
  expect(await logged()).toEqual({ calls: '1 a, 1 b, 1 c', ...nothingElse })
})

it('brings all of a file with a name of its own, though another one has the same lines, and only once', async () => {
  call('a', 'b')
  copyFileSync(log.path, join(host.events, 'another.jsonl'))
  await host.once()
  call('c')
  await host.once()
  await host.once()
  expect(await logged()).toEqual({ calls: '2 a, 2 b, 1 c', ...nothingElse })
})

it('takes nothing for running that only the old lines of a file say which was cut back', async () => {
  const next = 'b'.repeat(64)
  log.write('config_reload', { status: 'success', policy: next })
  await host.once()
  const running = async () => {
    const { fleet } = served
    fleet.now = new Date()
    const input = { name: `cut-${count}` }
    const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input })
    if (found.kind !== 'proxy') throw new Error(found.kind)
    return found.proxy.instances.map(({ running: one }) => [
      (one?.evidence ?? 0) >= PROVED ? one?.sha256 : null,
    ])
  }
  expect(await running()).toEqual([[next]])
  cut(1)
  log.write('tool_call', { tool: `old-${count}`, result: 'allowed' })
  await host.once()
  expect(await running()).toEqual([[null]])
  log.write('heartbeat', { policy: next })
  await host.once()
  expect(await running()).toEqual([[next]])
})
