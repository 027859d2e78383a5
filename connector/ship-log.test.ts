import { readFileSync, statSync, truncateSync, writeFileSync, appendFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askRenewal } from '@/lib/fleet/ask-renewal'
import { digests, policyText } from '@/lib/fleet/testing/start-fleet'
import { StockHost } from './testing/stock-host'

const on = new StockHost()
const { config, events, push, connect, startProxy, seen, until, becomes } = on

describe('the log', () => {
  const tools = () =>
    [...on.server.decisions.values()].map(({ event }) => String(event.tool)).sort((a, b) => (a < b ? -1 : 1))

  it('arrives once, though the connector is stopped and started and the server is away', async () => {
    const proxy = startProxy(policyText(`start ${on.count}`))
    proxy.call('a')
    const stop = connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    await stop()
    proxy.call('b')
    on.server.down = true
    connect()
    proxy.call('c')
    on.server.down = false
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
    await becomes('IN_SYNC')
  })

  it('goes on without a break when an administrator has the token renewed, after a restart too', async () => {
    const proxy = startProxy(policyText(`start ${on.count}`))
    const said: string[] = []
    const stop = connect({ say: (line) => said.push(line) })
    await becomes('IN_SYNC')
    const stored = () => readFileSync(join(on.folder, 'state', `proxy-${on.count}`, 'enrolment.json'), 'utf8')
    const before = stored()
    const { contacts } = on.fleet.parts
    const input = { proxy: `proxy-${on.count}` }
    expect(await askRenewal({ ctx: on.fleet.person('admin'), contacts, input })).toEqual({ kind: 'asked' })
    proxy.call('a')
    await until(() => Promise.resolve(expect(said.join('\n')).toContain('an administrator asked for it')))
    expect(stored()).not.toBe(before)
    // The old one would still on.count for ten minutes: it is not what the connector lives on.
    on.fleet.now = new Date()
    const old = { proxy: { name: input.proxy }, renewAskedAt: { not: null } }
    const { count: ended } = await on.fleet.db.prisma.proxyToken.updateMany({
      where: old,
      data: { expiresAt: on.fleet.now },
    })
    proxy.call('b')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b'])))
    await stop()
    connect()
    proxy.call('c')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
    expect([ended, said.filter((line) => line.includes('took a new token'))]).toEqual([
      1,
      [`proxy-${on.count}: took a new token: an administrator asked for it`],
    ])
  })

  it('says with which policy each decision was made, and never below evidence 3', async () => {
    const proxy = startProxy(policyText('old'))
    connect()
    await becomes('IN_SYNC')
    const first = digests(proxy.memory.toString()).sha256
    proxy.call('before')
    const text = await push('new')
    await until(async () => expect(await seen()).toMatchObject({ running: [digests(text)] }))
    proxy.call('after')
    await until(() => Promise.resolve(expect(tools()).toEqual(['after', 'before'])))
    const of = (tool: string) => [...on.server.decisions.values()].find(({ event }) => event.tool === tool)
    expect(of('before')).toMatchObject({ sha256: first, evidence: 3 })
    expect(of('after')).toMatchObject({ sha256: digests(text).sha256, evidence: 3 })
  })

  it('goes on after a truncation, and waits for the rest of a line', async () => {
    const proxy = startProxy(policyText(`start ${on.count}`))
    proxy.call('a')
    connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    const file = join(events(), `${proxy.instance}.jsonl`)
    truncateSync(file)
    proxy.call('b')
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b'])))
    appendFileSync(
      file,
      `{"ts":"${new Date().toISOString()}","type":"tool_call","instance":"${proxy.instance}",`,
    )
    appendFileSync(file, `"tool":"c","result":"allowed"}\n`)
    await until(() => Promise.resolve(expect(tools()).toEqual(['a', 'b', 'c'])))
  })

  it('records a gap when a file is pruned before it was read', async () => {
    const proxy = startProxy(policyText(`start ${on.count}`))
    proxy.call('a')
    const stop = connect()
    await until(() => Promise.resolve(expect(tools()).toEqual(['a'])))
    on.server.down = true
    proxy.call('b')
    const file = join(events(), `${proxy.instance}.jsonl`)
    const size = statSync(file).size
    const known = () => readFileSync(join(on.folder, 'state', `proxy-${on.count}`, 'positions.json'), 'utf8')
    await stop()
    expect(known()).toContain(`"size":${size}`)
    proxy.kill()
    unlinkSync(file)
    on.server.down = false
    connect()
    await until(() =>
      Promise.resolve(expect(on.server.gaps).toEqual([expect.stringMatching(`^\\d+-${size} pruned$`)])),
    )
    expect(tools()).toEqual(['a'])
    await until(() => Promise.resolve(expect(known()).toContain('"files":[]')))
  })

  it('keeps passwords of the start event on the host', async () => {
    const lines = [
      {
        type: 'startup',
        server: 'http://u:pw@host/?key=sec',
        config: config(),
        pid: 1,
        state_backend: 'redis://:hunter2@db/0',
      },
      { type: 'later_kind', backend: 'postgres://a:hunter3@db/x?sslpassword=hunter4' },
    ]
    const text = lines.map((line) =>
      JSON.stringify({ ts: new Date().toISOString(), ...line, instance: 'aaaaaaaa' }),
    )
    writeFileSync(config(), policyText(`start ${on.count}`))
    writeFileSync(join(events(), 'aaaaaaaa.jsonl'), `${text.join('\n')}\n`)
    connect()
    await until(() =>
      Promise.resolve(
        expect([...on.server.decisions.values()].map(({ event }) => event.type)).toEqual(['later_kind']),
      ),
    )
    expect(JSON.stringify([...on.server.decisions.values()])).not.toMatch(/hunter|sec\b/)
    await until(async () => expect((await seen()).lastSeenAt).not.toBeNull())
  })
})
