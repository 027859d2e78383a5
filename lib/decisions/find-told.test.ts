import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTold } from './find-told'
import { exportDecisions } from './export-decisions'
import { DENIED, event, NOW, WINDOW } from './testing/filled-log'
import { batchOf, freshTestLog, type TestLog } from './testing/open-log'
import type { ConnectorActor } from '@/lib/context'

let log: TestLog
let proxy: ConnectorActor
beforeAll(async () => {
  log = await freshTestLog()
  proxy = await log.addProxy('stripe-eu-1')
  await ingest(
    event(1, 'create_refund', { decision: '988c5aa9-2' }),
    event(2, 'create_refund', { ...DENIED, decision: '988c5aa9-3' }),
    event(3, 'create_refund', { ...DENIED, result: 'allowed', would_deny: true, decision: '988c5aa9-4' }),
    event(4, 'create_refund', { ...DENIED, decision: `988c5aa9-3${'0'.repeat(9000)}` }),
    event(5, 'create_refund', { ...DENIED, decision: { id: '988c5aa9-3' } }),
  )
})
afterAll(() => log.close())

async function ingest(...lines: string[]): Promise<void> {
  await log.ingest(proxy, batchOf({ fileId: randomUUID(), lines }), NOW)
}

async function exported() {
  const rows = []
  const input = { ...WINDOW }
  for await (const page of exportDecisions({ ctx: log.context(proxy, NOW), input })) rows.push(...page)
  return rows
}

describe('the id that a denial told', () => {
  const find = (text: string) => findTold(log.context(proxy, NOW), text)

  it('finds its call, and the export has it', async () => {
    const [id, ...more] = (await find(' 988c5aa9-3 ')) ?? []
    expect(more).toEqual([])
    expect((await exported()).filter(({ decision }) => decision === '988c5aa9-3')).toEqual([
      expect.objectContaining({ id, result: 'denied' }),
    ])
    expect(await find('988c5aa9-4')).toHaveLength(1)
  })

  it('finds nothing where no call was denied with it', async () => {
    expect(await find('988c5aa9-2')).toEqual([])
    expect(await find('988c5aa9-30')).toEqual([])
  })

  it.each(['create_refund', '988c5aa9', '988c5aa9-', '988c5aa9-0', '1764163200000000-3-2048', ''])(
    'is not looked for where the text is none: "%s"',
    async (text) => {
      expect(await find(text)).toBeNull()
    },
  )

  it('finds nothing of another repository', async () => {
    const ctx = { ...log.context(proxy, NOW), repositoryId: randomUUID() }
    expect(await findTold(ctx, '988c5aa9-3')).toEqual([])
  })

  it('is found by an index', async () => {
    const client = await log.db.pool.connect()
    // A table of five rows is read whole sooner.
    await client.query('BEGIN; SET LOCAL enable_seqscan = off')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT d.at FROM decision d WHERE d.result <> 1 AND left(d.payload ->> 'decision', 24) = 'x' AND d.payload ->> 'decision' = 'x'`,
    )
    await client.query('ROLLBACK')
    client.release()
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('_left_idx')
  })

  it('finds all calls that claim it, newest first', async () => {
    await ingest(event(20, 'create_refund', { ...DENIED, decision: '988c5aa9-3' }))
    const found = (await find('988c5aa9-3')) ?? []
    expect(found).toHaveLength(2)
    expect(found).toEqual(found.toSorted().toReversed())
  })
})
