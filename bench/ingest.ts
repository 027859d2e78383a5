import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectorActor } from '@/lib/context'
import { batchOf, openTestLog, type TestLog } from '@/lib/decisions/testing/open-log'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { setup } from '@/scripts/test/global-setup'
import type { Report } from './main'

/** As a busy connector sends them. */
const BATCH = 1000
const BATCHES = 40
const WRITERS = 4
const TOOLS = 12
const ROUNDS = 3

/**
 * Decisions per second through the verb that takes the batches of connectors – text, checks, names, one transaction, roll-ups – from one
 * connector and from four at once. `ratioToCopy`: the better of the two over COPY of the same rows into a table of the same columns without
 * an index, in the same PostgreSQL and run (target ≥ 0.5).
 */
export async function ingest(report: Report): Promise<void> {
  const stopDatabase = await setup()
  const fresh = await freshDatabase()
  const log = await openTestLog(fresh.url)
  try {
    const actors = await Promise.all(
      Array.from({ length: WRITERS }, (_, index) => log.addProxy(`bench-${index}`)),
    )
    const [first] = actors
    if (first === undefined) return
    await send(log, first, makeBodies())
    const alone = await rate(log, [first])
    const together = await rate(log, actors)
    const copied = await copyRate(log)
    report('rowsPerSecond1', alone, '1/s')
    report('rowsPerSecond4', together, '1/s')
    report('copyRowsPerSecond', copied, '1/s')
    report('ratioToCopy', Math.max(alone, together) / copied, '')
  } finally {
    await log.db.close()
    await fresh.drop()
    await stopDatabase()
  }
}

/** What the connectors send is made before the clock runs. */
async function rate(log: TestLog, actors: readonly ConnectorActor[]): Promise<number> {
  const work = actors.map((actor) => ({ actor, bodies: makeBodies() }))
  const began = performance.now()
  await Promise.all(work.map(({ actor, bodies }) => send(log, actor, bodies)))
  return (actors.length * BATCHES * BATCH) / ((performance.now() - began) / 1000)
}

/** Each batch goes when the one before is answered. */
async function send(log: TestLog, actor: ConnectorActor, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const answer = await log.ingest(actor, body, new Date())
    if (answer.kind !== 'stored' || answer.stored !== BATCH)
      throw new Error(`a batch was not stored as it was: ${JSON.stringify(answer).slice(0, 300)}`)
  }
}

/** The batches of one event file of a connector. */
function makeBodies(): string[] {
  const began = Date.now() - BATCHES * BATCH
  const fileId = randomUUID()
  const firstLine = eventLine(began, 0)
  let from = 0
  return Array.from({ length: BATCHES }, (_, batch) => {
    const lines = Array.from({ length: BATCH }, (_, index) => eventLine(began, batch * BATCH + index))
    const body = batchOf({ fileId, lines, from, firstLine })
    from += lines.reduce((sum, line) => sum + line.length + 1, 0)
    return body
  })
}

/** Of twelve tools; every tenth call is denied by a rule. A millisecond lies between two calls. */
function eventLine(began: number, index: number): string {
  const denied = index % 10 === 0
  const verdict = denied
    ? { result: 'denied', rule: 'over the limit', message: 'Amounts over 500 need a ticket.' }
    : { result: 'allowed' }
  return JSON.stringify({
    ts: new Date(began + index).toISOString(),
    type: 'tool_call',
    instance: '988c5aa9',
    tool: `tool_${index % TOOLS}`,
    ...verdict,
    args_hash: `sha256:${createHash('sha256').update(String(index)).digest('hex')}`,
  })
}

/** The same rows by COPY from a file that the server reads, into a table without an index: the median of a few. */
async function copyRate({ db }: TestLog): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-copy-'))
  // PostgreSQL runs as a user of its own.
  chmodSync(folder, 0o777)
  const file = join(folder, 'rows')
  try {
    await db.pool.query(`COPY (SELECT * FROM decision) TO '${file}'`)
    const rates: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await db.pool.query('DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE decision)')
      const began = performance.now()
      const { rowCount } = await db.pool.query(`COPY bare FROM '${file}'`)
      rates.push((rowCount ?? 0) / ((performance.now() - began) / 1000))
    }
    return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
