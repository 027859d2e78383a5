import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { accountLog } from '@/lib/decisions/account-log'
import { EventLog } from '@/proxy/event-log'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

it('keeps the log of a proxy whole though the connector of another one took its event file first, and says that it did', async () => {
  const first = served.host('thief', { engine: 'lockstep' })
  const { config, events } = first
  const second = served.host('owner', { engine: 'lockstep', config, events })
  const log = new EventLog(events)
  log.write('startup', { config, pid: HIDDEN, policy: 'x' })
  const call = () => log.write('tool_call', { tool: 'echo', result: 'allowed' })
  call()
  const stop = first.start()
  const stored = async (proxy: string) => {
    const ctx = { ...served.fleet.person('read'), now: new Date() }
    const { storedLastDay, gaps, conflicts } = await accountLog({ ctx, input: { proxy } })
    return [storedLastDay, gaps.length, conflicts]
  }
  await vi.waitFor(async () => expect(await stored('thief')).toEqual([1, 0, 0]), { timeout: 60_000 })
  const stopOwner = second.start()
  await vi.waitFor(async () => expect(await stored('owner')).toEqual([1, 0, 0]), { timeout: 60_000 })
  call()
  await vi.waitFor(async () => expect(await stored('owner')).toEqual([2, 0, 0]), { timeout: 60_000 })
  await stopOwner()
  await stop()
  await second.once()
  expect(await stored('owner')).toEqual([2, 0, 0])
  const refused = await served.fleet.db.prisma.auditEvent.findMany({
    where: { action: 'proxy.events-refused' },
  })
  expect(refused.map(({ actorName, subject }) => [actorName, subject])).toEqual([['owner', 'thief']])
})
