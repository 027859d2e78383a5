import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectorActor } from '@/lib/context'
import { eventFileId } from '@/lib/wire/event-file-id'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { batchOf, openTestLog, type SentFile, type TestLog } from './testing/open-log'

const NOW = new Date('2026-11-26T12:00:00Z')

let log: TestLog
let drop: () => Promise<void>
let proxies: readonly [ConnectorActor, ConnectorActor]

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  log = await openTestLog(fresh.url)
  proxies = [await log.addProxy('one'), await log.addProxy('two')]
})
afterAll(async () => {
  await log.db.close()
  await drop()
})

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
