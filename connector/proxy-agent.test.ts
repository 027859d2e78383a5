import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildBatch } from './batch'
import { wantedOf } from './delivery'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { ProxyAgent } from './proxy-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'

const INSTANCE = 'aaaaaaaa'
const policy = (note: string) => Buffer.from(`version: "1"\ndescription: ${note}\ndefault: allow\n`)

let folder: string
let agent: ProxyAgent
let events: EventFolder
const config = () => join(folder, 'policy.yaml')
const written = () => statSync(config(), { bigint: true }).ctimeNs
const running = () => agent.files()[0]?.tracker.running

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-agent-'))
  mkdirSync(join(folder, 'events'))
  mkdirSync(join(folder, 'state'))
  writeFileSync(config(), policy('start'))
  const settings = proxySettings.parse({
    name: 'one',
    path: 'one.yaml',
    mode: 'pull',
    engine: 'intercept-2026-03',
    config: config(),
    events: join(folder, 'events'),
  })
  const unreachable = new HttpClient('http://127.0.0.1:9')
  agent = new ProxyAgent({
    settings,
    stateDirectory: join(folder, 'state'),
    link: new ServerLink(unreachable, new HostCalls(unreachable), ''),
    git: null,
    version: 'test',
    dryRun: false,
    say: () => {},
  })
  events = new EventFolder(settings.events, [agent], () => {})
  // Half a minute before anybody looked.
  say({ type: 'startup', server: 'node', config: config(), pid: 2_000_000 }, -30_000)
})
afterEach(() => {
  agent.close()
  events.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One line of the process, so many milliseconds after the file was written last. */
function say(event: object, afterMs: number): void {
  const ts = new Date(Number(written() / 1_000_000n) + afterMs).toISOString()
  appendFileSync(
    join(folder, 'events', `${INSTANCE}.jsonl`),
    `${JSON.stringify({ ts, instance: INSTANCE, ...event })}\n`,
  )
}

const reload = (afterMs: number) => say({ type: 'config_reload', status: 'success' }, afterMs)

/** Looks as the connector does; `laterMs` is how much later than now. True when the file was written. */
async function look(laterMs = 0): Promise<boolean> {
  const before = written()
  events.scan()
  agent.reconcile(new Date(Date.now() + laterMs))
  await agent.delivery.settled()
  events.scan()
  return written() !== before
}

describe('a process whose load cannot be proved', () => {
  it('is asked again after every delivery, however often loads were too close to the write before', async () => {
    for (const note of ['one', 'two', 'three', 'four', 'five']) {
      agent.delivery.wanted = wantedOf(policy(note), 'Lockstep')
      expect(await look()).toBe(true)
      reload(11)
      expect(await look()).toBe(true)
      expect(running()).toMatchObject({ evidence: 2 })
      // What is told before its time proves nothing.
      const due = Number(written() / 1_000_000n) + 120
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(due), { interval: 5 })
      reload(120)
      expect(await look()).toBe(false)
      expect(running()).toMatchObject({ evidence: 3, sha256: agent.delivery.wanted.sha256 })
    }
  })

  it('is asked three times and then left alone when it does not answer, with time to answer in between', async () => {
    agent.delivery.wanted = wantedOf(policy('start'), 'Lockstep')
    const asked: number[] = []
    for (let ms = 0; ms <= 60_000; ms += 1_000) if (await look(ms)) asked.push(ms)
    expect(asked).toEqual([0, 5_000, 15_000])
    expect(running()).toMatchObject({ evidence: 2 })
  })

  it('is asked about the next content, though it never answered about the one before', async () => {
    agent.delivery.wanted = wantedOf(policy('start'), 'Lockstep')
    for (let ms = 0; ms <= 20_000; ms += 5_000) await look(ms)
    expect(await look(60_000)).toBe(false)
    agent.delivery.wanted = wantedOf(policy('next'), 'Lockstep')
    expect(await look(60_000)).toBe(true)
    reload(11)
    expect(await look(61_000)).toBe(true)
    expect(await look(61_000)).toBe(false)
  })
})

it('a process that is hidden and named its policy by a relative path may run another file of that name', async () => {
  await look()
  const due = Number(written() / 1_000_000n) + 120
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThanOrEqual(due), { interval: 5 })
  const running = async (config: string) => {
    const [instance, ts] = [config.length.toString(16).padStart(8, '0'), new Date().toISOString()]
    const start = { ts, type: 'startup', instance, config, pid: 2_000_000 }
    writeFileSync(join(folder, 'events', `${instance}.jsonl`), `${JSON.stringify(start)}\n`)
    await look()
    const { tracker } = agent.files().find((file) => file.tracker.nativeId === instance) ?? {}
    return [tracker?.matchedBy, tracker?.running?.evidence, tracker?.running?.reason]
  }
  expect(await running(config())).toEqual(['configured', 3, null])
  expect(await running('policy.yaml')).toEqual(['configured', 2, expect.stringContaining('a relative path')])
})

describe('the log', () => {
  it('is sent again from where the server asks, as long as that moves forward', async () => {
    await look()
    const { id = '', read = 0 } = agent.files()[0] ?? {}
    agent.acknowledge({ [id]: read })
    expect(agent.owes).toBe(false)
    agent.acknowledge({ [id]: read }, { [id]: 0 })
    expect(agent.files()[0]?.due).toEqual({ from: 0, to: read })
    agent.acknowledge({ [id]: read }, { [id]: 0 })
    expect(agent.owes).toBe(false)
  })

  it('is sent at once for a call, for what nobody can read, and for lost bytes; a reload, which the report tells, has time', async () => {
    await look()
    expect([agent.urgent, agent.owes]).toEqual([false, true])
    const file = agent.files()[0]
    const sent = () => agent.acknowledge({ [file?.id ?? '']: file?.read ?? 0 })
    sent()
    expect(agent.owes).toBe(false)
    reload(11)
    events.scan()
    expect([agent.urgent, agent.owes]).toEqual([false, true])
    for (const urgent of [
      { type: 'tool_call', tool: 'echo', result: 'allowed' },
      { type: 'not-known', tool: 7 },
    ]) {
      say(urgent, 12)
      reload(13)
      events.scan()
      expect(agent.urgent).toBe(true)
      sent()
      expect([agent.urgent, agent.owes]).toEqual([false, false])
    }
    reload(14)
    events.scan()
    truncateSync(join(folder, 'events', `${INSTANCE}.jsonl`), 0)
    events.scan()
    expect(agent.urgent).toBe(true)
  })

  it('says of lost bytes between which events they were, in the order of time', async () => {
    const call = { type: 'tool_call', tool: 'echo', result: 'allowed' }
    const lost = (name: 'fromTime' | 'toTime') =>
      new RegExp(`"${name}":"([^"]+)"`).exec(buildBatch(agent.files())?.toString() ?? '')?.[1]
    const time = (afterMs: number) => new Date(Number(written() / 1_000_000n) + afterMs).toISOString()
    await look()
    say(call, 1_000)
    events.scan()
    const [file] = agent.files()
    agent.acknowledge({ [file?.id ?? '']: file?.read ?? 0 })
    say(call, 2_000)
    events.scan()
    say(call, 3_000)
    events.scan()
    truncateSync(join(folder, 'events', `${INSTANCE}.jsonl`), 0)
    events.scan()
    expect([lost('fromTime'), lost('toTime')]).toEqual([time(1_000), time(3_000)])
  })

  it('says between which events lost bytes were also when the clock was set back meanwhile', async () => {
    const call = { type: 'tool_call', tool: 'echo', result: 'allowed' }
    await look()
    const [file] = agent.files()
    say(call, 5_000)
    events.scan()
    agent.acknowledge({ [file?.id ?? '']: file?.read ?? 0 })
    say(call, 1_000)
    events.scan()
    truncateSync(join(folder, 'events', `${INSTANCE}.jsonl`), 0)
    events.scan()
    const [, from = '', to = ''] =
      /"fromTime":"([^"]+)","toTime":"([^"]+)"/.exec(buildBatch(agent.files())?.toString() ?? '') ?? []
    expect(Date.parse(to) - Date.parse(from)).toBe(4_000)
  })
})

it('notes what is not in the event files yet once for all writes of the same moment', () => {
  events.scan()
  events.noteEnds()
  const noted = () => agent.files()[0]?.endSeenAt
  const first = noted()
  expect(first).not.toBeNull()
  events.noteEnds(60_000)
  expect(noted()).toBe(first)
  events.noteEnds()
  expect(noted()).not.toBe(first)
})
