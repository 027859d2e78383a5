import {
  appendFileSync,
  mkdirSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventLog } from '@/proxy/event-log'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { buildBatch } from './batch'
import { EventFile } from './event-file'
import { EventFolder } from './event-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { LineSearch } from './line-search'
import { ProxyAgent } from './proxy-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

const MEGABYTE = 1024 * 1024
/** Costs its writer one block of the disk. */
const HOLES = 2 ** 40
/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1
const RUNNING = 'a'.repeat(64)

const ts = new Date().toISOString()
const line = (event: object) => `${JSON.stringify({ ts, ...event })}\n`
const call = (tool: string) => line({ type: 'tool_call', instance: 'aaaaaaaa', tool, result: 'allowed' })
const longLine = (megabytes: number) => `${'x'.repeat(megabytes * MEGABYTE)}\n`

/** Gives an event file a line without end. */
function addHoles(path: string): void {
  truncateSync(path, HOLES)
}

describe('the search of overlong lines', () => {
  it('goes on look after look, and takes each file in turn', async () => {
    const folder = temporaryFolder()
    const search = new LineSearch()
    const searched: string[] = []
    const open = (name: string) => {
      const path = join(folder, name)
      writeFileSync(path, 'first\n')
      return { path, file: new EventFile(path, (one) => search.add(one, () => searched.push(name))) }
    }
    const [holes, other] = [open('holes.jsonl'), open('other.jsonl')]
    addHoles(holes.path)
    appendFileSync(other.path, `${longLine(5)}last\n`)
    for (const { file } of [holes, other]) {
      expect(file.lines(0, 100 * MEGABYTE)).toHaveLength(1)
      expect(file.lines(6)).toEqual([])
      expect(file.isHeldUp).toBe(true)
    }
    await vi.waitFor(() => expect(searched).toEqual(['other.jsonl']), { timeout: 30_000 })
    const lengths = other.file.lines(6, 100 * MEGABYTE).map(({ length }) => length)
    expect([lengths, other.file.isHeldUp]).toEqual([[5 * MEGABYTE + 1, 5], false])
    expect([holes.file.lines(6), holes.file.isHeldUp]).toEqual([[], true])
    search.close()
    for (const { file } of [holes, other]) file.close()
  })

  it('is for lines of more than a megabyte, and finds none again that it found', () => {
    const path = join(temporaryFolder(), 'a.jsonl')
    writeFileSync(path, `first\n${'x'.repeat(300_000)}\n${'y'.repeat(1_500_000)}\n${'z'.repeat(200_000)}\n`)
    const file = new EventFile(path, () => {})
    const lengths = () => file.lines(0, 100 * MEGABYTE).map(({ length }) => length)
    expect(lengths()).toEqual([6, 300_001])
    file.search()
    file.search()
    const all = [6, 300_001, 1_500_001, 200_001]
    expect([lengths(), lengths()]).toEqual([all, all])
    file.close()
  })
})

describe('what stands behind an overlong line that is not searched yet', () => {
  const sought = new Set<EventFile>()
  let events: string
  let agent: ProxyAgent
  let folder: EventFolder

  let at: string

  beforeEach(() => {
    at = temporaryFolder()
    events = join(at, 'events')
    mkdirSync(events)
    mkdirSync(join(at, 'state'))
    start()
    return stop
  })

  function stop(): void {
    agent.close()
    folder.close()
    sought.clear()
  }

  function start(): void {
    const client = new HttpClient('http://127.0.0.1:9')
    agent = new ProxyAgent({
      settings: proxySettings.parse({
        name: 'one',
        path: 'one.yaml',
        mode: 'observe',
        engine: 'lockstep',
        config: join(at, 'policy.yaml'),
        events,
      }),
      stateDirectory: join(at, 'state'),
      link: new ServerLink(client, new HostCalls(client), ''),
      git: null,
      version: 'test',
      dryRun: false,
      say: () => {},
    })
    folder = new EventFolder(
      events,
      [agent],
      () => {},
      (file) => sought.add(file),
    )
  }

  function search(): void {
    for (const file of sought) while (file.isHeldUp) file.search()
    folder.scan()
  }

  /** Sends all to a server that has what was sent, and nothing behind that; the tools of the calls, and what is missing. */
  function send(): string[] {
    const sent: string[] = []
    for (;;) {
      const batch = buildBatch(agent.files())
      if (batch === null) return sent
      for (const text of batch.toString().split('\n').filter(Boolean)) {
        const { kind, reason, event, fileId, to } = JSON.parse(text)
        if (kind === 'file') agent.acknowledge({ [fileId]: to }, { [fileId]: to })
        else if (kind === 'gap') sent.push(reason)
        else if (kind === 'event' && event !== null) sent.push(event.tool)
      }
    }
  }

  it('is not lost when the file of a process that is over is deleted', () => {
    const path = join(events, 'aaaaaaaa.jsonl')
    const start = line({ type: 'startup', instance: 'aaaaaaaa', pid: HIDDEN })
    const end = line({ type: 'shutdown', instance: 'aaaaaaaa' })
    writeFileSync(path, start + call('before') + end + longLine(3) + call('behind'))
    folder.scan()
    expect(send()).toEqual(['before'])
    unlinkSync(path)
    folder.scan()
    search()
    expect(send()).toEqual(['behind'])
  })

  it('is not taken for missing by the next file of the process', () => {
    const log = new EventLog(events)
    const write = (tool: string) => log.write('tool_call', { tool, result: 'allowed', policy: RUNNING })
    log.write('startup', { config: agent.settings.config, pid: HIDDEN, policy: RUNNING })
    write('before')
    appendFileSync(log.path, longLine(3))
    write('behind')
    write('last')
    renameSync(log.path, join(events, 'put-aside'))
    log.reopenIfReplaced(RUNNING)
    renameSync(join(events, 'put-aside'), `${log.path}.1`)
    write('next')
    folder.scan()
    expect(send()).toEqual(['before'])
    search()
    expect(send().sort()).toEqual(['behind', 'last', 'next'])
  })

  it('is sent again to a server that lost it, by a connector that was started anew too', () => {
    const path = join(events, 'aaaaaaaa.jsonl')
    const before = line({ type: 'startup', instance: 'aaaaaaaa', pid: HIDDEN }) + call('before')
    writeFileSync(path, before + longLine(3) + call('behind'))
    folder.scan()
    search()
    expect(send()).toEqual(['before', 'behind'])
    stop()
    start()
    folder.scan()
    const [file] = agent.files()
    if (file === undefined) throw new Error('not followed')
    agent.acknowledge({ [file.id]: file.acked }, { [file.id]: before.length })
    expect(send()).toEqual([])
    search()
    expect(send()).toEqual(['behind'])
  })

  it('stands in the way of nothing that is written when the file was emptied', () => {
    const path = join(events, 'aaaaaaaa.jsonl')
    const start = line({ type: 'startup', instance: 'aaaaaaaa', pid: HIDDEN })
    writeFileSync(path, start + longLine(3))
    folder.scan()
    send()
    truncateSync(path)
    folder.scan()
    appendFileSync(path, start + call('after'))
    expect(statSync(path).size).toBeLessThan(MEGABYTE)
    folder.scan()
    expect(send()).toEqual(['after'])
  })
})

describe('a connector', () => {
  let served: ServedFleet
  beforeAll(async () => {
    served = await serveFleet()
  })
  afterAll(() => served.close())

  async function logged(): Promise<string[]> {
    const { rows } = await served.fleet.db.pool.query<{ name: string }>(
      `SELECT t.name FROM decision d JOIN tool_name t ON t.id = d.tool ORDER BY d.file, d."offset"`,
    )
    return rows.map(({ name }) => name)
  }

  it('logs the calls around an overlong line while a file of holes lies beside it', async () => {
    const host = served.host('beside-holes')
    const { events, config } = host
    const first = (instance: string) => line({ type: 'startup', instance, config, pid: HIDDEN })
    for (const name of ['0', '1', 'zz']) {
      writeFileSync(join(events, `${name}.jsonl`), first(name))
      addHoles(join(events, `${name}.jsonl`))
    }
    const path = join(events, 'aaaaaaaa.jsonl')
    writeFileSync(path, first('aaaaaaaa') + call('holes-before') + longLine(5) + call('holes-behind'))
    const stop = host.start()
    const arrived = (tool: string) =>
      vi.waitFor(async () => expect(await logged()).toContain(tool), { timeout: 60_000 })
    await arrived('holes-behind')
    appendFileSync(path, call('holes-later'))
    await arrived('holes-later')
    await stop()
    expect((await logged()).filter((tool) => tool.startsWith('holes-'))).toEqual([
      'holes-before',
      'holes-behind',
      'holes-later',
    ])
  })

  it('that makes one round ends it behind the longest line', async () => {
    const host = served.host('one-round')
    const { events, config } = host
    const path = join(events, 'aaaaaaaa.jsonl')
    writeFileSync(
      path,
      line({ type: 'startup', instance: 'aaaaaaaa', config, pid: HIDDEN }) + call('once-before'),
    )
    truncateSync(path, 100 * MEGABYTE)
    appendFileSync(path, `\n${call('once-behind')}`)
    await host.once()
    expect(await logged()).toEqual(expect.arrayContaining(['once-before', 'once-behind']))
  })
})
