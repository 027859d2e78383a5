import { appendFileSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { countExposure } from '@/lib/decisions/count-exposure'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

it('a file that was pruned days after its last event is missing in the time of that event, and not today', async () => {
  const host = served.host('pruned')
  const { config, events, folder } = host
  const file = join(events, 'aaaaaaaa.jsonl')
  const began = Date.now() - 3 * DAY
  const at = (minutes: number) => new Date(began + minutes * MINUTE)
  const write = (minutes: number, event: object) =>
    appendFileSync(
      file,
      `${JSON.stringify({ ts: at(minutes).toISOString(), ...event, instance: 'aaaaaaaa' })}\n`,
    )
  const call = { type: 'tool_call', tool: 'echo', result: 'allowed' }
  write(0, { type: 'startup', config, pid: 2 ** 22 + 1 })
  write(1, call)
  const stop = host.start()
  const acked = () => served.fleet.db.prisma.eventFile.findFirst({ where: { ackedOffset: { gt: 0 } } })
  await vi.waitFor(async () => expect(await acked()).not.toBeNull(), { timeout: 60_000 })
  served.server.down = true
  write(2, call)
  const size = `"size":${statSync(file).size}`
  const kept = () => readFileSync(join(folder, 'state', 'pruned', 'positions.recent'), 'latin1')
  await vi.waitFor(() => expect(kept()).toContain(size), { timeout: 60_000 })
  await stop()
  unlinkSync(file)
  served.server.down = false
  await host.once()

  const ctx = { ...served.fleet.person('read'), now: new Date() }
  const gapsIn = async (from: Date, to: Date) => (await coverDecisions({ ctx, input: { from, to } })).gaps
  const missing = {
    proxy: 'pruned',
    from: at(0),
    to: at(2),
    events: null,
    bytes: expect.any(Number),
    retiredAt: null,
  }
  expect(await gapsIn(at(-60), at(60))).toEqual([missing])
  expect(await gapsIn(at(3), new Date())).toEqual([])
  const spans = [{ proxy: 'pruned', from: at(1.5), to: at(10) }]
  expect((await countExposure({ ctx, input: { spans } }))[0]?.missing).toMatchObject({ events: null })
})
