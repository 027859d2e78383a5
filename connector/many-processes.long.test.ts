import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getProxy } from '@/lib/fleet/get-proxy'
import { recordReport, SECOND_BOOT_MS } from '@/lib/fleet/record-report'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import type { EnrolAnswer } from '@/lib/wire/enrol'
import { MOST_INSTANCES, reportRequest } from '@/lib/wire/report'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { ProxyAgent } from './proxy-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

/** A folder with event files of processes that live, the oldest names, and of processes that ended. */
function folderOf(living: number, ended: number): { events: string; config: string } {
  const folder = temporaryFolder()
  const [events, config] = [join(folder, 'events'), join(folder, 'policy.yaml')]
  mkdirSync(events)
  mkdirSync(join(folder, 'state'))
  writeFileSync(config, policyText('one'))
  for (let number = 0; number < living + ended; number += 1) {
    const instance = number.toString(16).padStart(8, '0')
    const line = (event: object) =>
      `${JSON.stringify({ ts: new Date().toISOString(), ...event, instance })}\n`
    const start = line({ type: 'startup', config, pid: HIDDEN })
    const end = number < living ? '' : line({ type: 'shutdown' })
    writeFileSync(join(events, `${instance}.jsonl`), start + end)
  }
  return { events, config }
}

async function enrolled(name: string): Promise<EnrolAnswer> {
  return fleet.addProxy({ name })
}

/** Reports of a connector until all is told; how many processes the server took to live after each. */
async function reportAll(proxy: EnrolAnswer, { events, config }: { events: string; config: string }) {
  const { name } = proxy
  const settings = proxySettings.parse({
    name,
    path: 'payments/stripe.yaml',
    mode: 'observe',
    engine: 'intercept-2026-03',
    config,
    events,
  })
  const unreachable = new HttpClient('http://127.0.0.1:9')
  const agent = new ProxyAgent({
    settings,
    stateDirectory: join(config, '..', 'state'),
    link: new ServerLink(unreachable, new HostCalls(unreachable), ''),
    git: null,
    version: 'test',
    dryRun: false,
    say: () => {},
  })
  const folder = new EventFolder(events, [agent], () => {})
  folder.scan()
  const living: number[] = []
  while (agent.hasNews) {
    const report = agent.reports.next(agent.knowledge(), new Date())
    const input = reportRequest.parse(JSON.parse(JSON.stringify(report)))
    fleet.now = new Date(fleet.now.getTime() + 1)
    const result = await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
    if (result.kind !== 'recorded') throw new Error(result.kind)
    agent.positions.noteAnswer()
    agent.reports.answered(report, result.answer)
    living.push((await detailOf(name)).live)
  }
  agent.close()
  folder.close()
  return { living, loads: await fleet.db.prisma.load.count({ where: { proxyId: proxy.proxyId } }) }
}

async function detailOf(name: string) {
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name } })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  return found.proxy
}

describe('a proxy with more event files than a report names', () => {
  it('is never said to have lost a process that lives, and tells all that happened to those that ended', async () => {
    const { living, loads } = await reportAll(await enrolled('many-ended'), folderOf(2, MOST_INSTANCES + 100))
    expect(living.length).toBeGreaterThan(1)
    expect(new Set(living)).toEqual(new Set([2]))
    // A start each, and an end.
    expect(loads).toBe(2 + 2 * (MOST_INSTANCES + 100))
  }, 60_000)

  it('has all its processes when more live than a report names, also when the connector is started again', async () => {
    const folder = folderOf(MOST_INSTANCES + 20, 0)
    const proxy = await enrolled('many-live')
    const first = await reportAll(proxy, folder)
    expect(first.living.at(-1)).toBe(MOST_INSTANCES + 20)
    const again = await reportAll(proxy, folder)
    expect(new Set(again.living)).toEqual(new Set([MOST_INSTANCES + 20]))
  }, 60_000)
})

it('a full report with fewer processes than it may name ends those that it leaves out', async () => {
  const proxy = await enrolled('few')
  const folder = folderOf(3, 0)
  expect((await reportAll(proxy, folder)).living.at(-1)).toBe(3)
  for (const name of ['positions.json', 'positions.recent']) rmSync(join(folder.config, '..', 'state', name))
  for (const name of readdirSync(folder.events).slice(1)) rmSync(join(folder.events, name))
  fleet.now = new Date(fleet.now.getTime() + SECOND_BOOT_MS)
  expect((await reportAll(proxy, folder)).living.at(-1)).toBe(1)
})
