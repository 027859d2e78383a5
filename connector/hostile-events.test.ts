import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runOnce } from './run-connector'
import { proxySettings } from './settings'

const ts = new Date().toISOString()
const MEGABYTE = 1024 * 1024

function call(tool: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ ts, type: 'tool_call', instance: 'aaaaaaaa', tool, result: 'allowed', ...more })
}
/** A call with one member more, as text that no JSON writer would make. */
const spliced = (tool: string, members: string) => call(tool).replace(/}$/, `,${members}}`)
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

interface Hostile {
  readonly line: string | Buffer
  /** Taken under this tool name; by the default `hostile`. Null: of no interest for the log, and no fault. */
  readonly taken?: string | null
  /** Not taken, and reported with this code. */
  readonly code?: string
}

const rejected = (line: string | Buffer, code: string): Hostile => ({ line, code })
const taken = (line: string | Buffer, tool = 'hostile'): Hostile => ({ line, taken: tool })

const CORPUS: Readonly<Record<string, Hostile>> = {
  'no JSON': rejected('not json at all', 'bad-json'),
  'an object that is cut off': rejected(call('hostile').slice(0, -9), 'bad-json'),
  'two objects in a line': rejected(call('hostile') + call('hostile'), 'bad-json'),
  'an array': rejected(`[${call('hostile')}]`, 'bad-json'),
  'a text, a number, null': rejected('null', 'bad-json'),
  'a raw NUL': rejected(`${call('hostile').slice(0, 40)}\0${call('hostile').slice(40)}`, 'bad-json'),
  'a file of zeroes, as after a crash': rejected(Buffer.alloc(5_000), 'bad-json'),
  'bytes that are no UTF-8': rejected(Buffer.from([0xff, 0xfe, 0x80, 0xc3, 0x28]), 'bad-json'),
  'UTF-16': rejected(Buffer.from(call('hostile'), 'utf16le').subarray(0, 101), 'bad-json'),
  'a byte order mark': rejected(`\u{feff}${call('hostile')}`, 'bad-json'),
  'no type': rejected(JSON.stringify({ ts, instance: 'aaaaaaaa', tool: 'hostile' }), 'bad-event'),
  'a type that is no text': rejected(call('hostile', { type: 7 }), 'bad-event'),
  'no time': rejected(call('hostile', { ts: undefined }), 'bad-event'),
  'a time that is a number': rejected(call('hostile', { ts: 1_764_000_000 }), 'bad-event'),
  'a day that does not exist': rejected(call('hostile', { ts: '2026-02-30T00:00:00Z' }), 'bad-event'),
  'no result': rejected(call('hostile', { result: undefined }), 'bad-event'),
  'a result that is not known': rejected(call('hostile', { result: 'maybe' }), 'bad-event'),
  'a time in the last century': rejected(call('hostile', { ts: '1999-01-01T00:00:00Z' }), 'ts-out-of-range'),
  'a time in the year 9999': rejected(call('hostile', { ts: '9999-12-31T23:59:59Z' }), 'ts-out-of-range'),
  'a line of 300 KB': rejected(call('hostile', { message: 'x'.repeat(300_000) }), 'too-long'),
  'a line of 10 MB': rejected(call('hostile', { message: 'x'.repeat(10 * MEGABYTE) }), 'too-long'),
  'ten megabytes of opening brackets': rejected('['.repeat(10 * MEGABYTE), 'too-long'),
  'bytes that are no UTF-8 inside of a text': taken(
    Buffer.from(call('hostile').replace('hostile', 'ho\u00ff'), 'latin1'),
    'ho\u{fffd}',
  ),
  'escaped NUL': taken(call('a\0b'), String.raw`a\u0000b`),
  'half of a character': taken(call('hostile', { message: '\ud800', args: { '\udfff': '\ud800' } })),
  'other types everywhere': taken(
    call('hostile', { rule: {}, message: 7, args_hash: [], arg_keys: 'x', policy: 1 }),
  ),
  'a name that is a list': taken(call('hostile', { tool: ['hostile'] }), ''),
  'nesting of 100,000 levels': taken(spliced('hostile', `"args":${deep(100_000)}`)),
  'numbers beyond 2^53 and beyond float64': taken(
    spliced('hostile', '"a":9007199254740993,"b":1e400,"c":-1e-400'),
  ),
  'a number of 1,000 digits': taken(spliced('hostile', `"a":${'9'.repeat(1_000)}`)),
  'a member twice: the last one counts': taken(spliced('first', '"tool":"last"'), 'last'),
  'a member called __proto__': taken(spliced('hostile', '"__proto__":{"tool":"evil"}')),
  '10,000 members': taken(
    call('hostile', { args: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])) }),
  ),
  'an end of line as on Windows': taken(`${call('hostile')}\r`),
  'separators of lines that are none': taken(call('a\u2028b\u2029c\u0085d'), 'a\u2028b\u2029c\u0085d'),
  'markup and SQL': taken(
    call(`<img src=x>'; DROP TABLE decision; --`),
    `<img src=x>'; DROP TABLE decision; --`,
  ),
  'an empty line': { line: '', taken: null },
  blanks: rejected('   ', 'bad-json'),
  'an event of a later format': { line: call('hostile', { type: 'later_kind' }), taken: null },
  'a second start of another process': {
    line: JSON.stringify({ ts, type: 'startup', instance: 'bbbbbbbb', config: '/other.yaml', pid: -1 }),
    taken: null,
  },
  'a reload in the year 0': {
    line: JSON.stringify({ ts: '0000-06-01T00:00:00Z', type: 'config_reload', status: 'failure' }),
    taken: null,
  },
  'a reload in a zone that no database knows': {
    line: JSON.stringify({ ts: ts.replace('Z', '+16:00'), type: 'config_reload', status: 'failure' }),
    taken: null,
  },
  'a heartbeat with broken counters': {
    line: JSON.stringify({ ts, type: 'heartbeat', counters: deep(9) }),
    taken: null,
  },
}
const NAMES = Object.keys(CORPUS)

let fleet: TestFleet
let server: ConnectorServer
const folder = mkdtempSync(join(tmpdir(), 'lockstep-hostile-'))
const events = join(folder, 'events')
const config = join(folder, 'policy.yaml')
const said: string[] = []
/** Where each line of the corpus begins in its file. */
const offsets = new Map<string, number>()
const path = join(events, 'aaaaaaaa.jsonl')

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet, { log: true })
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('x') })
  mkdirSync(events)
  writeFileSync(config, policyText('x'))
  const parts: Buffer[] = []
  let size = 0
  const add = (line: string | Buffer) => {
    const bytes = Buffer.concat([Buffer.from(line), Buffer.from('\n')])
    parts.push(bytes)
    size += bytes.length
  }
  add(JSON.stringify({ ts, type: 'startup', instance: 'aaaaaaaa', config, pid: 2 ** 22 + 1 }))
  for (const [index, name] of NAMES.entries()) {
    add(call(`good-${index}`))
    offsets.set(name, size)
    add(CORPUS[name]?.line ?? '')
  }
  add(call('good-last'))
  // The last line has no end yet: it is not sent.
  writeFileSync(path, Buffer.concat([...parts, Buffer.from(call('good-unfinished').slice(0, -1))]))
  writeFileSync(join(events, 'garbage.jsonl'), `\0\0 no first line\n${call('good-behind-garbage')}\n`)
  writeFileSync(join(events, 'zeroes.jsonl'), Buffer.alloc(2 * MEGABYTE))
  writeFileSync(join(events, 'empty.jsonl'), '')
  await connect()
}, 120_000)

afterAll(async () => {
  await server.close()
  await fleet.close()
  rmSync(folder, { recursive: true, force: true })
})

async function connect(): Promise<void> {
  await runOnce({
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: [
      proxySettings.parse({
        name: 'hostile',
        path: 'payments/stripe.yaml',
        mode: 'observe',
        engine: 'intercept-2026-03',
        config,
        events,
      }),
    ],
    key: () => fleet.key(),
    version: 'test',
    signal: new AbortController().signal,
    say: (line) => said.push(line),
  })
}

async function query<Row extends Record<string, unknown>>(sql: string): Promise<Row[]> {
  return (await fleet.db.pool.query<Row>(sql)).rows
}

const loggedAt = () =>
  query<{ offset: number; tool: string; matched: boolean }>(
    `SELECT d."offset"::int AS offset, t.name AS tool, d.proxy > 0 AS matched FROM decision d JOIN tool_name t ON t.id = d.tool
     ORDER BY d.file, d."offset"`,
  )
const gapsOf = () =>
  query<{ from: number; to: number; reason: string; events: number }>(
    `SELECT from_offset::int AS from, to_offset::int AS to, reason, events::int FROM log_gap`,
  )

describe('a hostile line of an event file, from the file to the database', () => {
  it.each(Object.entries(CORPUS))('%s', async (name, { line, taken: tool, code }) => {
    const offset = offsets.get(name) ?? -1
    const rows = (await loggedAt()).filter((row) => row.matched && row.offset === offset)
    const gaps = (await gapsOf()).filter(
      (gap) => gap.from === offset && gap.to - gap.from === Buffer.byteLength(line) + 1,
    )
    const here = new RegExp(`aaaaaaaa\\.jsonl, byte ${offset} \\((.*)\\)`)
    const reported = said.flatMap((text) => here.exec(text)?.[1] ?? [])
    expect({
      tools: rows.map((row) => row.tool),
      gaps: gaps.map(({ reason, events }) => `${events} ${reason}`),
      reported,
    }).toEqual(
      code === undefined
        ? { tools: tool == null ? [] : [tool], gaps: [], reported: [] }
        : { tools: [], gaps: ['1 rejected'], reported: [code] },
    )
  })
})

describe('the lines around them', () => {
  const good = () =>
    loggedAt().then((rows) =>
      rows
        .map(({ tool }) => tool)
        .filter((tool) => tool.startsWith('good-'))
        .sort(),
    )
  const expected = [...NAMES.map((_, index) => `good-${index}`), 'good-last', 'good-behind-garbage'].sort()

  it('arrive exactly once, those behind a first line of garbage too', async () => {
    expect(await good()).toEqual(expected)
  })

  it('come no second time when a connector without memory of acknowledgements sends all of it again', async () => {
    const positions = join(folder, 'state', 'hostile', 'positions.json')
    const before = [await loggedAt(), await gapsOf()]
    const saidBefore = said.length
    const known = readFileSync(positions, 'utf8')
    writeFileSync(
      positions,
      known.replaceAll(/"acked":\d+/g, '"acked":0').replaceAll(/"tails":\{[^}]*\}/g, '"tails":{}'),
    )
    await connect()
    const resent = said.slice(saidBefore).filter((text) => text.includes('aaaaaaaa.jsonl, byte '))
    expect(resent).toHaveLength(Object.values(CORPUS).filter(({ code }) => code !== undefined).length)
    expect([await loggedAt(), await gapsOf()]).toEqual(before)
    expect(await good()).toEqual(expected)
  })

  it('are acknowledged up to the line that has no end yet', async () => {
    const [file] = await query<{ acked: number }>(`SELECT max(acked_offset)::int AS acked FROM event_file`)
    expect(file?.acked).toBe(statSync(path).size - call('good-unfinished').length + 1)
  })
})

describe('a hostile batch', () => {
  async function post(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<number> {
    const stored = readFileSync(join(folder, 'state', 'hostile', 'enrolment.json'), 'utf8')
    const { token } = z.looseObject({ token: z.string() }).parse(JSON.parse(stored))
    const authorization = `Bearer ${token}`
    const url = `${server.url}/api/connector/v1/decisions`
    return (await fetch(url, { method: 'POST', body, headers: { authorization, ...headers } })).status
  }
  const gzip = { 'content-encoding': 'gzip' }
  const bytes = (text: string | Buffer) => new Uint8Array(Buffer.from(text))

  it.each<[string, number, () => Promise<number>]>([
    ['a compression bomb', 413, () => post(bytes(gzipSync(Buffer.alloc(200 * MEGABYTE))), gzip)],
    ['compressed twice', 200, () => post(bytes(gzipSync(gzipSync('x'.repeat(99_999)))), gzip)],
    [
      'a packed text that is cut off',
      408,
      () => post(bytes(gzipSync('x'.repeat(99_999)).subarray(0, 60)), gzip),
    ],
    ['what says that it is packed and is not', 408, () => post(bytes('{}'), gzip)],
    ['nesting beyond any stack', 200, () => post(bytes(deep(1_000_000)))],
    ['bytes that are no text', 200, () => post(bytes(Buffer.alloc(100_000, 0xff)))],
  ])('%s is answered with %i, and the log goes on', async (_, status, send) => {
    const before = await loggedAt()
    expect(await send()).toBe(status)
    await connect()
    expect(await loggedAt()).toEqual(before)
  })
})
