import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digests, policyText, POLICY } from '@/lib/fleet/testing/start-fleet'
import { StockHost } from './testing/stock-host'

const on = new StockHost()
const { config, push, settings, connect, startProxy, seen, until, becomes } = on

describe('mode pull', () => {
  it('delivers a merge in place; the process reloads and is proved to run it', async () => {
    const proxy = startProxy(policyText('old'))
    const inode = statSync(config()).ino
    connect()
    await becomes('IN_SYNC')
    const text = await push('new')
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(text)] }),
    )
    expect(proxy.memory.toString()).toBe(text)
    expect(statSync(config()).ino).toBe(inode)
    const { running, live, loads } = await seen()
    expect([running[0]?.evidence, live]).toEqual([3, 1])
    expect(loads.map(({ kind, result }) => `${kind} ${result}`)).toContain('reload success')
  })

  it('proves a process that was running before by writing the same bytes again', async () => {
    const text = policyText(`start ${on.count}`)
    const proxy = startProxy(policyText('other'))
    writeFileSync(config(), text)
    await until(() => Promise.resolve(expect(proxy.memory.toString()).toBe(text)))
    connect()
    await becomes('IN_SYNC')
  })

  it('says from its first report on what is there and since when, also when it is started anew', async () => {
    startProxy(policyText(`start ${on.count}`))
    const stop = connect()
    await becomes('IN_SYNC')
    const { delivered } = await seen()
    await stop()
    connect()
    const where = { proxy: { name: `proxy-${on.count}` } }
    await until(async () => expect(await on.fleet.db.prisma.connectorBoot.count({ where })).toBe(2))
    expect(await seen()).toMatchObject({ state: 'IN_SYNC', live: 1, delivered })
  })

  it('refuses what the engine would refuse, says why, and keeps the good file', async () => {
    const proxy = startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const good = readFileSync(config(), 'utf8')
    on.fleet.now = new Date()
    await on.fleet.push({ [POLICY]: 'version: "2"\n' })
    await becomes('REJECTED')
    const { sentence } = await seen()
    expect(sentence).toContain('by the connector, not written: line 1: version must be "1", got "2"')
    expect([readFileSync(config(), 'utf8'), proxy.memory.toString()]).toEqual([good, good])
  })

  it('keeps the last good file when the policy is removed', async () => {
    startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const good = readFileSync(config(), 'utf8')
    on.fleet.now = new Date()
    await on.fleet.push({ [POLICY]: null })
    await becomes('NOT_ON_MAIN')
    expect(readFileSync(config(), 'utf8')).toBe(good)
  })

  it('says that a process did not reload when its watch is dead, and runs the restart command once for each policy', async () => {
    startProxy(policyText('old'))
    const mark = join(on.folder, 'restarted')
    connect({ proxies: [settings({ restartCommand: `echo again >> ${mark}; test $(wc -l < ${mark}) = 1` })] })
    await becomes('IN_SYNC')
    writeFileSync(`${config()}.new`, readFileSync(config()))
    renameSync(`${config()}.new`, config())
    await push('new')
    await becomes('DID_NOT_RELOAD')
    const uses = async () =>
      (await seen()).loads
        .filter(({ kind }) => kind === 'restart-command')
        .map(({ result, error }) => `${result} ${error}`)
        .sort((a, b) => (a < b ? -1 : 1))
    await until(async () => expect(await uses()).toEqual(['null null', 'success null']))
    await push('newer')
    await until(async () => {
      expect(await uses()).toEqual(['failure ended with 1', 'null null', 'null null', 'success null'])
    })
    expect(readFileSync(mark, 'utf8')).toBe('again\nagain\n')
  })
})

describe('mode observe', () => {
  it('never writes, and shows what another hand did', async () => {
    const text = policyText(`start ${on.count}`)
    const proxy = startProxy(policyText('old'))
    writeFileSync(config(), text)
    await until(() => Promise.resolve(expect(proxy.memory.toString()).toBe(text)))
    connect({ proxies: [settings({ mode: 'observe' })] })
    // Nobody watched what it loaded, and it cannot be seen.
    await becomes('UNVERIFIED')
    writeFileSync(config(), text)
    await becomes('IN_SYNC')
    writeFileSync(config(), policyText('by hand'))
    await becomes('EDITED')
    expect(readFileSync(config(), 'utf8')).toBe(policyText('by hand'))
    renameSync(config(), `${config()}.away`)
    writeFileSync(config(), text)
    await until(async () => expect((await seen()).delivered?.sha256).toBe(digests(text).sha256))
  })
})

describe('mode relay', () => {
  it('carries what a tool swaps into the source to the live file, in place', async () => {
    const text = policyText(`start ${on.count}`)
    const proxy = startProxy(policyText('old'))
    const source = join(on.folder, 'source.yaml')
    writeFileSync(source, text)
    connect({ proxies: [settings({ mode: 'relay', source })] })
    await becomes('IN_SYNC')
    const next = await push('next')
    writeFileSync(`${source}.new`, next)
    renameSync(`${source}.new`, source)
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(next)] }),
    )
    expect(proxy.memory.toString()).toBe(next)
  })
})

describe('mode git', () => {
  it('fetches by itself and delivers what it fetched', async () => {
    const proxy = startProxy(policyText('old'))
    const git = { url: on.fleet.remote.url, ref: 'main', path: POLICY, tokenFile: null }
    connect({ proxies: [settings({ mode: 'git', git })] })
    await becomes('IN_SYNC')
    const text = await push('new')
    await until(async () =>
      expect(await seen()).toMatchObject({ state: 'IN_SYNC', running: [digests(text)] }),
    )
    expect(proxy.memory.toString()).toBe(text)
  })

  it('holds a proxy at the commit that it is pinned to, as Lockstep says, until the pin is taken away', async () => {
    const proxy = startProxy(policyText('old'))
    const pinned = await on.fleet.push({ [POLICY]: policyText('pinned') })
    const pins = [
      `pins:`,
      `  - { proxy: proxy-${on.count}, commit: ${pinned}, reason: INC-1, until: 2999-01-01 }`,
    ]
    await on.fleet.push({ '.lockstep.yaml': pins.join('\n'), [POLICY]: policyText('newer') })
    const git = { url: on.fleet.remote.url, ref: 'main', path: POLICY, tokenFile: null }
    connect({ proxies: [settings({ mode: 'git', git })] })
    await becomes('PINNED')
    expect(proxy.memory.toString()).toBe(policyText('pinned'))
    on.fleet.now = new Date()
    await on.fleet.push({ '.lockstep.yaml': null })
    await becomes('IN_SYNC')
    expect(proxy.memory.toString()).toBe(policyText('newer'))
  })
})
