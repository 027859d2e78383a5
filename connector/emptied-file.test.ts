import { appendFileSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StockProxy } from '@/e2e/stock-proxy'
import { EventLog } from '@/proxy/event-log'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { buildBatch } from './batch'
import { digestOf } from './digest'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { newestFiles } from './newest-file'
import { ProxyAgent } from './proxy-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'
import { reloadsIn } from './testing/matrix-processes'

/** Beyond the largest process number: what cannot be seen. */
const OFTEN = { timeout: 30_000, interval: 10 }
const HIDDEN = 2 ** 22 + 1
const policy = (note: string) => `version: "1"\ndescription: ${note}\ndefault: allow\n`
const shaOf = (text: string) => digestOf(Buffer.from(text)).sha256

let folder: string
let proxy: StockProxy
let connector: Awaited<ReturnType<typeof start>>
const config = () => join(folder, 'policy.yaml')
const events = () => join(folder, 'events')
const file = () => join(events(), `${proxy.instance}.jsonl`)

/** A connector without a server that knows a stopped one's positions. */
function start() {
  const settings = proxySettings.parse({
    name: 'one',
    path: 'one.yaml',
    mode: 'observe',
    engine: 'intercept-2026-03',
    config: config(),
    events: events(),
  })
  const unreachable = new HttpClient('http://127.0.0.1:9')
  const agent = new ProxyAgent({
    settings,
    stateDirectory: join(folder, 'state'),
    link: new ServerLink(unreachable, new HostCalls(unreachable), ''),
    git: null,
    version: 'test',
    dryRun: false,
    on: { renewed: () => watched.noteEnds() },
    say: () => {},
  })
  const watched: EventFolder = new EventFolder(events(), [agent], () => {})
  const stop = () => {
    agent.close()
    watched.close()
  }
  const scan = () => {
    agent.reconcile(new Date())
    watched.scan()
  }
  scan()
  return { agent, scan, stop }
}

/** What is known of the process of the event files. */
function seen() {
  const processes = newestFiles(connector.agent.files()).map(({ tracker }) => tracker)
  const [only] = processes
  if (only === undefined || processes.length > 1) throw new Error(`${processes.length} processes`)
  const { id, matchedBy, running, endedAt } = only
  return { id, matchedBy, sha256: running?.sha256, evidence: running?.evidence ?? 0, endedAt }
}

/** The tools of the calls, and the reasons for lost bytes, that would be sent now. */
function sent(): string[] {
  const lines = (buildBatch(connector.agent.files())?.toString() ?? '').split('\n').filter(Boolean)
  return lines.flatMap((line) => {
    const { kind, reason, event } = JSON.parse(line)
    return kind === 'gap' ? [reason] : kind === 'event' ? [event.tool] : []
  })
}

function acknowledgeAll(): void {
  const { agent } = connector
  agent.acknowledge(Object.fromEntries(agent.files().map(({ id, read }) => [id, read])))
}

beforeEach(async () => {
  folder = temporaryFolder()
  mkdirSync(join(folder, 'state'))
  writeFileSync(config(), policy('start'))
  proxy = new StockProxy(config(), events(), HIDDEN)
  connector = start()
  proxy.start()
  connector.scan()
  // So that what it loads next is proved: once more where this host was too busy to watch.
  do {
    writeFileSync(config(), policy('loaded'))
    const before = reloadsIn(events())
    await vi.waitFor(() => {
      connector.scan()
      if (reloadsIn(events()) === before) throw new Error('not loaded yet')
    }, OFTEN)
    await loads(policy('loaded'))
  } while (seen().evidence < 3)
  proxy.call('before')
  connector.scan()
})
afterEach(() => {
  connector.stop()
  proxy.kill()
})

/** Waits until the process has loaded a text, and said so. */
async function loads(text: string): Promise<void> {
  await vi.waitFor(() => expect(proxy.digest).toBe(shaOf(text)), OFTEN)
  connector.scan()
}

describe('an event file that is truncated', () => {
  it('belongs to its process still when it is looked at before the next line', () => {
    const before = seen()
    acknowledgeAll()
    truncateSync(file())
    connector.scan()
    proxy.call('after')
    connector.scan()
    expect(seen()).toEqual(before)
    expect(before).toMatchObject({ matchedBy: 'configured', sha256: shaOf(policy('loaded')), evidence: 3 })
    expect(sent()).toEqual(['after'])
  })

  it('belongs to its process still when nobody looked meanwhile, and at every start after that', () => {
    const before = seen()
    acknowledgeAll()
    connector.stop()
    truncateSync(file())
    proxy.call('after')
    for (const _ of [1, 2, 3]) {
      connector = start()
      expect(seen()).toEqual(before)
      expect(sent()).toEqual(['after'])
      connector.stop()
    }
    connector = start()
  })

  it('and grew beyond what was read is read from its beginning, and what was not sent is said to be lost', () => {
    const before = seen()
    truncateSync(file())
    const long = 'x'.repeat(readFileSync(file()).length + 2000)
    for (const tool of ['first', 'second', long]) proxy.call(tool)
    connector.scan()
    expect(sent()).toEqual(['truncated', 'first', 'second', long])
    expect(seen()).toEqual(before)
  })

  it('proves nothing of what ran when the policy changed with the lines that are lost, until the next load', async () => {
    acknowledgeAll()
    writeFileSync(config(), policy('unseen'))
    await vi.waitFor(() => expect(readFileSync(file(), 'utf8').match(/config_reload/g)).toHaveLength(2))
    truncateSync(file())
    proxy.call('after')
    connector.scan()
    expect(seen()).toMatchObject({ matchedBy: 'configured', evidence: 2 })
    writeFileSync(config(), policy('next'))
    await loads(policy('next'))
    expect(seen()).toMatchObject({ sha256: shaOf(policy('next')), evidence: 3 })
  })

  it('is another process when another one writes it from then on', () => {
    const before = seen()
    truncateSync(file())
    const start = {
      ts: new Date().toISOString(),
      type: 'startup',
      instance: 'bbbbbbbb',
      config: config(),
      pid: HIDDEN,
    }
    appendFileSync(file(), `${JSON.stringify(start)}\n`)
    connector.scan()
    const ids = newestFiles(connector.agent.files()).map(({ tracker }) => tracker.id)
    expect(new Set(ids)).toHaveProperty('size', 2)
    expect(ids).toContain(before.id)
  })
})

describe('an event file of our own proxy that somebody took away', () => {
  it('goes on in a new one as the same process, that runs what it says, also for a connector without memory', () => {
    proxy.kill()
    connector.stop()
    folder = temporaryFolder()
    mkdirSync(join(folder, 'state'))
    writeFileSync(config(), policy('start'))
    const [old, now] = [shaOf(policy('old')), shaOf(policy('now'))]
    const log = new EventLog(events())
    log.write('startup', { server: 'npx', config: config(), pid: HIDDEN, policy: old })
    connector = start()
    const before = seen()
    const { startedAt } = connector.agent.files()[0]?.tracker.start ?? {}
    renameSync(log.path, `${log.path}.1`)
    log.reopenIfReplaced(now)
    log.write('tool_call', { tool: 'after', result: 'allowed', policy: now })
    connector.scan()
    expect(seen()).toMatchObject({ id: before.id, matchedBy: 'configured', sha256: now, evidence: 5 })
    connector.stop()
    mkdirSync(join(folder, 'other'))
    renameSync(join(folder, 'state'), join(folder, 'lost'))
    mkdirSync(join(folder, 'state'))
    connector = start()
    expect(seen()).toMatchObject({ id: before.id, sha256: now, evidence: 5 })
    expect(connector.agent.files().map(({ tracker }) => tracker.start?.startedAt)).toEqual([
      startedAt,
      startedAt,
    ])
  })
})
