import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountLog } from '@/lib/decisions/account-log'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { EventLog } from '@/proxy/event-log'
import { EventNumbers } from './event-number'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

/** Sends an event file of our own proxy in parts, as it grows; what is known to be missing then. */
async function missingOf(name: string, change: (lines: string[]) => string[], parts: number) {
  const host = served.host(name, { engine: 'lockstep' })
  const written = new EventLog(join(host.folder, 'written'))
  written.write('startup', { config: host.config, pid: 2 ** 22 + 1, policy: 'x' })
  for (let call = 0; call < 9; call += 1) written.write('tool_call', { tool: 'echo', result: 'allowed' })
  const lines = change(readFileSync(written.path, 'utf8').split('\n').slice(0, -1))
  for (let part = 1; part <= parts; part += 1) {
    const soFar = lines.slice(0, Math.ceil((lines.length * part) / parts))
    const text = soFar.map((line) => `${line}\n`).join('')
    writeFileSync(join(host.events, `${written.instance}.jsonl`), text)
    await host.once()
  }
  const ctx = { ...served.fleet.person('read'), now: new Date() }
  const account = await accountLog({ ctx, input: { proxy: name } })
  const window = { from: new Date(Date.now() - 600_000), to: new Date(Date.now() + 60_000), proxy: name }
  const { gaps } = await coverDecisions({ ctx, input: window })
  return {
    stored: account.storedLastDay,
    gaps: account.gaps.map(({ bytes, events: count, reason }) => `${bytes} ${count} ${reason}`).sort(),
    covered: gaps.map(({ events: count }) => count),
  }
}

describe('events of our own proxy that were numbered and never written', () => {
  const without =
    (...numbers: number[]) =>
    (lines: string[]) =>
      lines.filter((_, index) => !numbers.includes(index + 1))

  it('are missing by their number, once, in whatever parts the file is sent', async () => {
    for (const parts of [1, 2, 7]) {
      const found = await missingOf(`gaps-${parts}`, without(3, 4, 7), parts)
      expect(found).toEqual({ stored: 6, gaps: ['0 1 unwritten', '0 2 unwritten'], covered: [3] })
    }
  })

  it('are none in a file that is whole, and a line that cannot be read is not counted twice', async () => {
    expect(await missingOf('whole', (lines) => lines, 3)).toEqual({ stored: 9, gaps: [], covered: [] })
    const spoilt = await missingOf('spoilt', (lines) => lines.with(4, '{"ts":"nonsense'), 1)
    expect(spoilt).toEqual({ stored: 8, gaps: ['16 1 rejected'], covered: [1] })
  })
})

it('programs that number nothing miss nothing by number', () => {
  const line = '{"ts":"2026-11-26T10:00:00.5Z","type":"heartbeat","instance":"a"}'
  const numbers = new EventNumbers(line, null)
  expect([line, line].map((text) => numbers.missingBefore(text))).toEqual([null, null])
})
