import { renameSync, rmSync, truncateSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountLog } from '@/lib/decisions/account-log'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { EventLog } from '@/proxy/event-log'
import { serveFleet, type ConnectedHost, type ServedFleet } from './testing/served-fleet'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1
const RUNNING = 'a'.repeat(64)

let served: ServedFleet
let host: ConnectedHost
let log: EventLog
let name: string
let count = 0

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())
beforeEach(() => {
  count += 1
  name = `next-${count}`
  host = served.host(name, { engine: 'lockstep' })
  log = new EventLog(host.events)
  log.write('startup', { config: host.config, pid: HIDDEN, policy: RUNNING })
})

function call(times: number): void {
  for (let n = 0; n < times; n += 1)
    log.write('tool_call', { tool: 'echo', result: 'allowed', policy: RUNNING })
}

/** Decisions in the log, what is missing by the account of the proxy, and by what charts say of these minutes. */
async function logged() {
  const ctx = { ...served.fleet.person('read'), now: new Date() }
  const { storedLastDay, gaps } = await accountLog({ ctx, input: { proxy: name } })
  const window = { from: new Date(Date.now() - 600_000), to: new Date(Date.now() + 60_000), proxy: name }
  const covered = await coverDecisions({ ctx, input: window })
  return {
    stored: storedLastDay,
    gaps: gaps.map(({ events, reason }) => `${events} ${reason}`),
    covered: covered.gaps.map(({ events }) => events),
  }
}

describe('events of our own proxy between an event file that was taken away and the next one of the process', () => {
  it('are missing by their number, once, when nobody saw them', async () => {
    call(2)
    await host.once()
    call(3)
    rmSync(log.path)
    log.reopenIfReplaced(RUNNING)
    call(1)
    await host.once()
    call(1)
    await host.once()
    expect(await logged()).toEqual({ stored: 4, gaps: ['3 unwritten'], covered: [3] })
  })

  it('are missing by their number also when the file was emptied in place', async () => {
    call(2)
    await host.once()
    call(3)
    truncateSync(log.path)
    call(2)
    await host.once()
    expect(await logged()).toEqual({ stored: 4, gaps: ['3 unwritten'], covered: [3] })
  })

  it('are none when the old file is there under another name, wherever its process goes on', async () => {
    call(2)
    await host.once()
    for (const end of ['.2', '.1']) {
      call(3)
      renameSync(log.path, log.path + end)
      log.reopenIfReplaced(RUNNING)
      call(1)
    }
    await host.once()
    expect(await logged()).toEqual({ stored: 10, gaps: [], covered: [] })
  })

  it('are none when a running connector reads the old one to its end', async () => {
    const stop = host.start()
    await vi.waitFor(async () => expect(await storedFiles()).toBe(1), { timeout: 60_000 })
    call(3)
    rmSync(log.path)
    log.reopenIfReplaced(RUNNING)
    call(1)
    await vi.waitFor(async () => expect((await logged()).stored).toBe(4), { timeout: 60_000 })
    await stop()
    expect(await logged()).toEqual({ stored: 4, gaps: [], covered: [] })
  })
})

async function storedFiles(): Promise<number> {
  const { id } = await served.fleet.db.prisma.proxy.findFirstOrThrow({ where: { name } })
  return served.fleet.db.prisma.eventFile.count({ where: { reporterId: id } })
}
