import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { buildBatch } from './batch'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { ProxyAgent } from './proxy-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'

/** A host on which two proxies have their events in one folder, and policies of the same name in folders of their own. */
function openHost() {
  const folder = temporaryFolder()
  const events = join(folder, 'events')
  mkdirSync(events)
  const names = ['one', 'two'] as const
  for (const name of names) {
    mkdirSync(join(folder, name))
    mkdirSync(join(folder, `state-${name}`))
    writeFileSync(join(folder, name, 'policy.yaml'), 'version: "1"\n')
  }
  /** A connector without a server, which looks once and is stopped; what it would send, by proxy. */
  const look = (): Record<string, string> => {
    const unreachable = new HttpClient('http://127.0.0.1:9')
    const agents = names.map((name) => {
      const config = join(folder, name, 'policy.yaml')
      const stateDirectory = join(folder, `state-${name}`)
      const link = new ServerLink(unreachable, new HostCalls(unreachable), '')
      const engine = 'intercept-2026-03'
      const settings = proxySettings.parse({ name, path: 'p.yaml', mode: 'observe', engine, config, events })
      const rest = { git: null, version: 'test', dryRun: false, say: () => undefined }
      return new ProxyAgent({ settings, stateDirectory, link, ...rest })
    })
    const watched = new EventFolder(events, agents, () => undefined)
    watched.scan()
    const sent = agents.map((one) => [one.settings.name, buildBatch(one.files())?.toString() ?? ''])
    for (const one of agents) one.close()
    watched.close()
    return Object.fromEntries(sent)
  }
  return { folder, events, look }
}

it('a process that is over stays with its proxy, though only the folder in which it ran told which one that is', async () => {
  const { folder, events, look } = openHost()
  const child = spawn('sleep', ['600'], { cwd: join(folder, 'two'), stdio: 'ignore' })
  const say = (type: string, more: object) => {
    const event = { ts: new Date().toISOString(), type, instance: 'aaaaaaaa', ...more }
    appendFileSync(join(events, 'aaaaaaaa.jsonl'), `${JSON.stringify(event)}\n`)
  }
  say('startup', { server: 'node', config: 'policy.yaml', pid: child.pid })
  say('tool_call', { tool: 'a', result: 'allowed' })
  const before = look()
  expect(before.two).toContain('"matched":true')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(look()).toEqual(before)
})
