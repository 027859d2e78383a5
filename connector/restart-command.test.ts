import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { wantedOf } from './delivery'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { processMark } from './process-start'
import { ProxyAgent } from './proxy-agent'
import { runRestartCommand, type RestartTold } from './restart-command'
import { RestartMemory } from './restart-memory'
import { ServerLink } from './server-link'
import { lackOf, proxySettings, type ProxySettings } from './settings'

const policy = (note: string) => Buffer.from(`version: "1"\ndescription: ${note}\ndefault: allow\n`)

/** A host with a process that never reloads. */
function openHost() {
  const folder = temporaryFolder()
  const [events, config, state] = ['events', 'policy.yaml', 'state'].map((name) => join(folder, name))
  if (events === undefined || config === undefined || state === undefined) throw new Error('three names')
  mkdirSync(events)
  mkdirSync(state)
  writeFileSync(config, policy('start'))
  const start = {
    ts: new Date().toISOString(),
    type: 'startup',
    instance: 'aaaaaaaa',
    config,
    pid: 2_000_000,
  }
  appendFileSync(join(events, 'aaaaaaaa.jsonl'), `${JSON.stringify(start)}\n`)
  const settings = settingsOf({ config, events })
  /** The process says that it loaded something, at a time from which nobody can tell what. */
  const reload = () => {
    const ts = new Date(Date.now() + 5_000).toISOString()
    const event = { ts, type: 'config_reload', instance: 'aaaaaaaa', status: 'success' }
    appendFileSync(join(events, 'aaaaaaaa.jsonl'), `${JSON.stringify(event)}\n`)
  }
  /** Starts a connector that wants this policy, and returns how often it ran the command until later; `meanwhile` is done after its first look. */
  const runs = async (note: string, meanwhile = () => {}): Promise<number> => {
    const said: string[] = []
    const unreachable = new HttpClient('http://127.0.0.1:9')
    const link = new ServerLink(unreachable, new HostCalls(unreachable), '')
    const agent = new ProxyAgent({
      settings,
      stateDirectory: state,
      link,
      git: null,
      version: 'test',
      dryRun: false,
      say: (line) => said.push(line),
    })
    const watched = new EventFolder(events, [agent], () => {})
    agent.delivery.wanted = wantedOf(policy(note), 'Lockstep')
    for (const laterMs of [0, 1_000, 7_000, 8_000]) {
      watched.scan()
      agent.reconcile(new Date(Date.now() + laterMs))
      await agent.delivery.settled()
      agent.acknowledge(Object.fromEntries(agent.files().map(({ id, read }) => [id, read])))
      if (laterMs === 0) meanwhile()
    }
    agent.close()
    watched.close()
    return said.filter((line) => line.includes('running the restart command')).length
  }
  return { runs, reload }
}

function settingsOf(more: Partial<ProxySettings>): ProxySettings {
  return proxySettings.parse({
    name: 'one',
    path: 'one.yaml',
    mode: 'pull',
    engine: 'intercept-2026-03',
    config: '/p.yaml',
    events: '/events',
    restartCommand: 'true',
    ...more,
  })
}

describe('the restart command', () => {
  it('is run once for a content, also by a connector that was started again, and once more for the next', async () => {
    const { runs } = openHost()
    expect([await runs('one'), await runs('one'), await runs('two'), await runs('two')]).toEqual([1, 0, 1, 0])
  })

  it('is run again for a content that comes back after another one was loaded without it', async () => {
    const { runs, reload } = openHost()
    expect([await runs('one'), await runs('two', reload), await runs('one')]).toEqual([1, 0, 1])
  })

  it('is run when the file is right and a process of before says nothing, however often it is asked: its watch may be dead', async () => {
    expect(await openHost().runs('start')).toBe(1)
  })

  it('is not run when the process loads what it is asked to, though that cannot be proved', async () => {
    const { runs, reload } = openHost()
    expect(await runs('start', reload)).toBe(0)
  })

  it('is not remembered where the state directory was copied to: nothing was restarted there', () => {
    const folder = temporaryFolder()
    const [one, two] = [wantedOf(policy('one'), ''), wantedOf(policy('two'), '')]
    new RestartMemory(folder, false).note(one.sha256)
    const again = new RestartMemory(folder, false)
    expect([again.has(one.sha256), again.has(two.sha256)]).toEqual([true, false])
    expect(new RestartMemory(folder, true).has(one.sha256)).toBe(false)
    expect(new RestartMemory(folder, false).has(one.sha256)).toBe(false)
  })

  it('may come back for a content before whose memory cannot be removed, and ends nothing', () => {
    const folder = temporaryFolder()
    const [one, two] = [wantedOf(policy('one'), ''), wantedOf(policy('two'), '')]
    const memory = new RestartMemory(folder, false)
    memory.note(one.sha256)
    rmSync(join(folder, 'restarted.json'))
    // No user may remove a folder as a file.
    mkdirSync(join(folder, 'restarted.json'))
    memory.forgetOthers(two.sha256)
    expect(memory.has(one.sha256)).toBe(false)
    expect(new RestartMemory(folder, true).has(one.sha256)).toBe(false)
  })

  it('is refused in mode observe, which would never run it', () => {
    expect(lackOf(settingsOf({ mode: 'observe' }))).toMatch(/^mode observe .*--restart-command/)
    expect(lackOf(settingsOf({ mode: 'observe', restartCommand: null }))).toBeNull()
    expect(lackOf(settingsOf({ mode: 'pull' }))).toBeNull()
  })
})

it('a restart command is told of when it begins, and again when it ends', async () => {
  const told: RestartTold[] = []
  const folder = temporaryFolder()
  const gate = join(folder, 'gate')
  runRestartCommand(`until test -e '${gate}'; do sleep 0.01; done; exit 3`, (one) => told.push(one))
  expect(told).toEqual([{ at: expect.any(String), result: null, error: null }])
  writeFileSync(gate, '')
  const end = { at: expect.any(String), result: 'failure', error: 'ended with 3' }
  await vi.waitFor(() => expect(told.slice(1)).toEqual([end]), { timeout: 30_000, interval: 10 })
  expect(told[1]?.at).not.toBe(told[0]?.at)
})

it('a restart command that takes too long is ended with what it started, also where that ignores it, and says so', async () => {
  const told: RestartTold[] = []
  const pids = join(temporaryFolder(), 'pids')
  // The shell waits for the second one, which does not end when it is asked to.
  const command = `sleep 600 & echo $! >> '${pids}'; (trap '' TERM; exec sleep 600) & echo $! >> '${pids}'; wait; wait`
  runRestartCommand(command, (one) => told.push(one), { runMs: 300, endMs: 100 })
  const failed = { result: 'failure', error: 'was ended: it took longer than 0.3 s' }
  await vi.waitFor(() => expect(told.slice(1)).toMatchObject([failed]), { timeout: 30_000, interval: 10 })
  const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number)
  expect(started).toHaveLength(2)
  await vi.waitFor(() => expect(started.map(processMark)).toEqual([null, null]), {
    timeout: 30_000,
    interval: 10,
  })
})

it('nothing that a restart command prints is told', async () => {
  const told: RestartTold[] = []
  runRestartCommand('echo hunter2; echo hunter2 >&2; exit 1', (one) => told.push(one))
  await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 30_000, interval: 10 })
  expect(JSON.stringify(told)).not.toContain('hunter2')
})
