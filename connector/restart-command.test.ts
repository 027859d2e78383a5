import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { wantedOf } from './delivery'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
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
  /** Starts a connector that wants this policy, and returns how often it ran the command until later. */
  const runs = async (note: string): Promise<number> => {
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
      onStir: () => {},
      onRenewed: () => {},
      say: (line) => said.push(line),
    })
    const watched = new EventFolder(events, [agent], () => {})
    agent.delivery.wanted = wantedOf(policy(note), 'Lockstep')
    for (const laterMs of [0, 1_000, 7_000, 8_000]) {
      watched.scan()
      agent.reconcile(new Date(Date.now() + laterMs))
      await agent.delivery.settled()
      agent.acknowledge(Object.fromEntries(agent.files().map(({ id, read }) => [id, read])))
    }
    agent.close()
    watched.close()
    return said.filter((line) => line.includes('running the restart command')).length
  }
  return { runs }
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

  it('is not remembered where the state directory was copied to: nothing was restarted there', () => {
    const folder = temporaryFolder()
    const [one, two] = [wantedOf(policy('one'), ''), wantedOf(policy('two'), '')]
    new RestartMemory(folder, false).note(one.sha256)
    const again = new RestartMemory(folder, false)
    expect([again.has(one.sha256), again.has(two.sha256)]).toEqual([true, false])
    expect(new RestartMemory(folder, true).has(one.sha256)).toBe(false)
    expect(new RestartMemory(folder, false).has(one.sha256)).toBe(false)
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
