import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { batchLine } from '@/lib/wire/decision-batch-write'
import { eventFileId } from '@/lib/wire/event-file-id'
import { batchOf, freshTestLog, type SentFile, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')

let log: TestLog
let proxies: readonly [ConnectorActor, ConnectorActor]

beforeAll(async () => {
  log = await freshTestLog()
  proxies = [await log.addProxy('one'), await log.addProxy('two')]
})
afterAll(() => log.close())

function call(instance: string, tool: string): string {
  return JSON.stringify({
    ts: '2026-11-26T10:00:00.5Z',
    type: 'tool_call',
    instance,
    tool,
    result: 'allowed',
  })
}

function fileOf(lines: readonly string[], more: Partial<SentFile> = {}): string {
  const firstLine = createHash('sha256')
    .update(lines[0] ?? '')
    .digest('hex')
  return batchOf({ fileId: eventFileId(firstLine), lines, ...more })
}

async function send(actor: ConnectorActor, body: string) {
  const result = await log.ingest(actor, body, NOW)
  if (result.kind !== 'stored') throw new Error(result.kind)
  return { stored: result.stored, codes: result.answer.rejected.map(({ code }) => code), ...result.answer }
}

it('stores each decision of a file once though connectors of two proxies send it at the same moment', async () => {
  const lines = Array.from({ length: 50 }, (_, n) => call('both', `tool-${n}`))
  const sent = await Promise.all(
    Array.from({ length: 6 }, (_, n) => send(proxies[n % 2 === 0 ? 0 : 1], fileOf(lines))),
  )
  expect(sent.reduce((sum, { stored }) => sum + stored, 0)).toBe(50)
  expect(sent.flatMap(({ codes }) => codes)).toEqual([])
})

it('refuses another line for an offset that another connector brought, as a conflict', async () => {
  await send(proxies[0], fileOf([call('differs', 'first'), call('differs', 'a')]))
  const other = await send(proxies[1], fileOf([call('differs', 'first'), call('differs', 'b')]))
  expect([other.stored, other.duplicates, other.codes]).toEqual([0, 1, ['conflict']])
})

it('takes nothing from a connector that cannot tell whose the file is, once its own connector sends it', async () => {
  const lines = [call('known', 'a'), call('known', 'b')]
  await send(proxies[0], fileOf(lines.slice(0, 1)))
  const stranger = await send(proxies[1], fileOf(lines, { matched: false }))
  expect([stranger.stored, stranger.codes, Object.keys(stranger.ackedTo).length]).toEqual([0, [], 1])
  expect(await send(proxies[0], fileOf(lines))).toMatchObject({ stored: 1, duplicates: 1, codes: [] })
})

it('gives no file of one repository to a proxy of another, whatever id it names', async () => {
  const foreign = await log.db.prisma.repository.create({
    data: { owner: 'northwind', name: randomUUID(), defaultBranch: 'main' },
  })
  const { id } = await log.db.prisma.proxy.create({
    data: {
      repositoryId: foreign.id,
      name: 'far',
      environment: 'prod',
      policyPath: 'policies/payments/stripe.yaml',
      mode: 'observe',
      engine: 'intercept-2026-03',
    },
  })
  const lines = [call('far', 'a')]
  await send(proxies[0], fileOf(lines))
  const far = { kind: 'connector' as const, proxyId: id, proxyName: 'far' }
  expect((await send(far, fileOf(lines))).codes).toEqual(['foreign-file'])
})

describe('a file that begins as another one of the same process', () => {
  const lines = (instance: string, count: number) =>
    Array.from({ length: count }, (_, n) => call(instance, `${instance}-${n}`))

  it('brings only what is new: a copy, or what is left of a file that was cut back and grew again', async () => {
    const [whole, spoilt] = [lines('cut', 4), '{"ts":"nonsense']
    await send(proxies[0], fileOf([...whole, spoilt]))
    const copy = fileOf([...whole, spoilt], { fileId: randomUUID() })
    expect(await send(proxies[0], copy)).toMatchObject({ stored: 0, duplicates: 4, codes: ['bad-json'] })
    const grown = fileOf([...whole.slice(0, 2), call('cut', 'new')], { fileId: randomUUID() })
    expect(await send(proxies[0], grown)).toMatchObject({ stored: 1, duplicates: 2, codes: [] })
    expect(await send(proxies[0], grown)).toMatchObject({ stored: 0, duplicates: 3, codes: [] })
    const { rows } = await log.db.pool.query(
      `SELECT count(*)::int AS gaps FROM log_gap WHERE reason = 'rejected'`,
    )
    expect(rows).toEqual([{ gaps: 1 }])
  })

  it('is told apart in the same batch and from writers at the same moment', async () => {
    const text = lines('twice', 20)
    const both = fileOf(text) + fileOf(text, { fileId: randomUUID() })
    const sent = await Promise.all(Array.from({ length: 4 }, () => send(proxies[0], both)))
    const copies = await Promise.all(
      Array.from({ length: 4 }, () => send(proxies[0], fileOf(text, { fileId: randomUUID() }))),
    )
    expect([...sent, ...copies].reduce((sum, { stored }) => sum + stored, 0)).toBe(20)
  })

  it('is a file of its own when no id is made from its first line: that names no process', async () => {
    const nameless = lines('nameless', 2)
    const first = await send(proxies[0], fileOf(nameless, { fileId: randomUUID() }))
    const second = await send(proxies[0], fileOf(nameless, { fileId: randomUUID() }))
    expect([first.stored, second.stored]).toEqual([2, 2])
  })
})

it('counts no bytes as lost that the log has, though its answer did not reach the connector that lost them', async () => {
  const lines = [call('lost', 'a'), call('lost', 'b')]
  const bytes = lines.map((line) => Buffer.byteLength(line) + 1)
  const [first = 0, second = 0] = bytes
  await send(proxies[0], fileOf(lines))
  const times = { fromTime: null, toTime: '2026-11-26T10:00:00.5Z' }
  const lost = (to: number) => {
    const firstLine = createHash('sha256').update(String(lines[0])).digest('hex')
    const file = {
      fileId: eventFileId(firstLine),
      firstLine,
      instance: 'lost',
      matched: true,
      from: first,
      to,
    }
    const gap = { from: first, to, ...times, events: 2, reason: 'truncated' as const }
    return send(proxies[0], batchLine({ kind: 'file', ...file }) + batchLine({ kind: 'gap', ...gap }))
  }
  await lost(first + second)
  const gaps = async () =>
    (
      await log.db.pool.query(
        `SELECT (to_offset - from_offset)::int AS bytes, events FROM log_gap WHERE reason = 'truncated'`,
      )
    ).rows
  expect(await gaps()).toEqual([])
  await lost(first + second + 7)
  expect(await gaps()).toEqual([{ bytes: 7, events: null }])
})
