import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountLog } from '@/lib/decisions/account-log'
import { serveFleet, type ConnectedHost, type ServedFleet } from './testing/served-fleet'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1

let served: ServedFleet
let host: ConnectedHost
let count = 0
let written = 0
let stop: (() => Promise<void>) | null = null

beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())
beforeEach(() => {
  count += 1
  written = 0
  host = served.host(`trimmed-${count}`)
  say({ type: 'startup', server: 'node', config: host.config, pid: HIDDEN })
})
afterEach(async () => {
  await stop?.()
  stop = null
})

const path = () => join(host.events, `p${count}.jsonl`)

function say(event: object): void {
  const ts = new Date(Date.now() - 60_000 + written).toISOString()
  written += 1
  appendFileSync(path(), `${JSON.stringify({ ts, instance: `p${count}`, ...event })}\n`)
}

function call(times: number): void {
  for (let n = 0; n < times; n += 1) say({ type: 'tool_call', tool: 'echo', result: 'allowed' })
}

/** The file without all but its last lines, and without a first part of those. */
function rest(lines: number, cutBytes = 0): Buffer {
  const kept = readFileSync(path(), 'utf8')
    .split('\n')
    .slice(-lines - 1)
  return Buffer.from(kept.join('\n')).subarray(cutBytes)
}

const WAYS: Readonly<Record<string, (left: Buffer) => void>> = {
  'in place': (left) => {
    truncateSync(path())
    appendFileSync(path(), left)
  },
  'by another file': (left) => {
    writeFileSync(`${path()}.new`, left)
    renameSync(`${path()}.new`, path())
  },
}

async function account() {
  const ctx = { ...served.fleet.person('read'), now: new Date() }
  const { storedLastDay, gaps } = await accountLog({ ctx, input: { proxy: `trimmed-${count}` } })
  return { stored: storedLastDay, gaps: gaps.map(({ reason }) => reason) }
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 30 })

describe.each(Object.entries(WAYS))('a file that was trimmed at its front %s', (_, trim) => {
  it.each([
    ['its last lines stay whole', 0],
    ['its first line is a part of one', 20],
  ])('brings no decision twice and loses none, though %s', async (__, cutBytes) => {
    call(10)
    stop = host.start()
    await until(() => Promise.resolve(expect(kept('acked')).toBe(readFileSync(path()).length)))
    trim(rest(6, cutBytes))
    call(2)
    await until(async () => expect((await account()).stored).toBeGreaterThanOrEqual(12))
    call(1)
    await until(async () => expect((await account()).stored).toBeGreaterThanOrEqual(13))
    expect(await account()).toEqual({ stored: 13, gaps: [] })
  })

  it('brings none twice and loses none when that was done while nobody looked', async () => {
    call(10)
    await host.once()
    call(3)
    trim(rest(8))
    call(2)
    await host.once()
    await host.once()
    expect(await account()).toEqual({ stored: 15, gaps: [] })
  })
})

it('a file that lost what was not sent as well brings the rest, and says what may be missing', async () => {
  call(10)
  stop = host.start()
  await until(() => Promise.resolve(expect(kept('acked')).toBe(readFileSync(path()).length)))
  served.server.down = true
  call(5)
  await until(() => Promise.resolve(expect(kept('size')).toBe(readFileSync(path()).length)))
  WAYS['in place']?.(rest(2))
  served.server.down = false
  await until(async () => expect((await account()).stored).toBeGreaterThanOrEqual(12))
  await until(async () => expect(await account()).toEqual({ stored: 12, gaps: ['truncated'] }))
})

/** How far the connector has read, or the server has it, as the connector keeps it: NaN while it keeps nothing. */
function kept(place: 'acked' | 'size'): number {
  const recent = join(host.folder, 'state', `trimmed-${count}`, 'positions.recent')
  const bytes = existsSync(recent) ? readFileSync(recent, 'utf8') : ''
  return Number(new RegExp(`"${place}":(\\d+)`).exec(bytes)?.[1])
}
