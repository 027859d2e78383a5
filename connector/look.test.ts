import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { AwaitedReloads, Stirs } from './look'
import { ProxyAgent } from './proxy-agent'
import { Bell } from './run-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'

let folder: string
let agents: ProxyAgent[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-look-'))
  agents = ['a', 'b', 'c', 'd', 'e'].map((name) => {
    const client = new HttpClient('http://127.0.0.1:9')
    const stateDirectory = join(folder, name)
    mkdirSync(stateDirectory)
    return new ProxyAgent({
      settings: proxySettings.parse({
        name,
        path: `${name}.yaml`,
        mode: 'pull',
        engine: 'intercept-2026-03',
        config: join(folder, `${name}.yaml`),
        events: folder,
      }),
      stateDirectory,
      link: new ServerLink(client, new HostCalls(client), ''),
      git: null,
      version: 'test',
      dryRun: false,
      say: () => {},
    })
  })
})
afterEach(() => {
  vi.useRealTimers()
  for (const agent of agents) agent.close()
  rmSync(folder, { recursive: true, force: true })
})

it('looks at what a scan stirred, and at some of those that wait, the longest first; nobody is forgotten', () => {
  const stirs = new Stirs()
  const named = (names: string) =>
    [...names].flatMap((name) => agents.filter((one) => one.settings.name === name))
  const stir = (names: string) => {
    for (const agent of named(names)) stirs.agent(agent)
  }
  const look = (scanned: string, most: number, everybody = '') => {
    const all = everybody === '' ? null : named(everybody)
    const turns = stirs.take(() => stir(scanned), all, most)
    return [...turns]
      .map(([{ settings }, isWhole]) => (isWhole ? settings.name.toUpperCase() : settings.name))
      .join('')
  }
  stir('abcd')
  expect(look('ec', 1)).toBe('eca')
  stir('a')
  expect(look('', 1)).toBe('b')
  // Everybody's turn has come: of those that wait, one at a time as before.
  expect(look('c', 1, 'abcde')).toBe('CDBE')
  stir('b')
  expect(look('', 2)).toBe('Ab')
  expect(look('', 2)).toBe('')
})

it('sends one report for a file and its reload, which tells both however early it comes', async () => {
  vi.useFakeTimers()
  const [reloads, stop] = [new AwaitedReloads(), new AbortController()]
  const [early, late] = [new Bell(), new Bell()]
  let rings = 0
  for (const bell of [early, late])
    void (async () => {
      while (!stop.signal.aborted) {
        await bell.wait(60_000, stop.signal)
        rings += 1
      }
    })()
  reloads.await(early)
  reloads.await(late)
  reloads.await(late)
  await vi.advanceTimersByTimeAsync(110)
  expect(rings).toBe(0)
  reloads.ring(early)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rings).toBe(2)
  stop.abort()
})
