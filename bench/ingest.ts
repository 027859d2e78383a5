import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectorActor } from '@/lib/context'
import { FileRows, keptTimes } from '@/lib/decisions/log-row'
import { receiveBatch } from '@/lib/decisions/receive-batch'
import { openTestLog, type TestLog } from '@/lib/decisions/testing/open-log'
import { readDecisionBatch } from '@/lib/wire/decision-batch-read'
import { createDatabase } from '@/scripts/database/create-database'
import { startDatabase } from '@/scripts/database/start-database'
import { migrate, MIGRATIONS } from '@/scripts/migrate'
import { makeBatches, ROWS_PER_BATCH } from './log/make-batches'
import type { Report } from './main'

/** Batches of one measurement; all writers together send them all. */
const BATCHES = 24
const ROUNDS = 3
const WRITERS = [1, 4] as const

/**
 * Decisions from the body of a connector's request until they are durable and counted, with 1 and 4 connectors that send full batches
 * (`rowsPerSecond1`, `rowsPerSecond4`), in a PostgreSQL that syncs like the product's. `copyRowsPerSecond`: the same rows by COPY from a
 * file on the server into a table with the same columns and nothing else. `ratioToCopy` = the better of the two over COPY (target ≥ 0.5).
 * `parseRowsPerSecond`: reading and validating the bodies alone, which is part of the above; `storeRowsPerSecond1`, `storeRowsPerSecond4`,
 * `storeRatioToCopy`: without it. Each is the fastest of three runs, which take turns.
 */
export async function ingest(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  // PostgreSQL may run as another user, and writes the rows to copy into it.
  await chmod(folder, 0o777)
  const database = await startDatabase({ directory: join(folder, 'postgres'), durable: true })
  const url = await createDatabase(database.url, 'ingest')
  await migrate(url, MIGRATIONS)
  const log = await openTestLog(url)
  try {
    const parse = await parseRate()
    report('parseRowsPerSecond', parse, 'rows/s')
    const writers: Writers[] = []
    for (const count of WRITERS) {
      const proxies = await Promise.all(Array.from({ length: count }, () => log.addProxy(randomUUID())))
      writers.push({ count, proxies, rounds: [] })
      // The first one fills the dictionaries and makes the partition.
      await ingestRate(log, proxies, 4)
    }
    const copied: number[] = []
    await ingestRate(log, writers[0]?.proxies ?? [], BATCHES)
    const file = await rowsToCopy(log, join(folder, 'rows'))
    // In turns: what else the machine does meanwhile slows all of them.
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { proxies, rounds } of writers) rounds.push(await ingestRate(log, proxies, BATCHES))
      copied.push(await copyRate(log, file))
    }
    for (const { count, rounds } of writers) {
      report(`rowsPerSecond${count}`, best(rounds), 'rows/s')
      report(`storeRowsPerSecond${count}`, withoutParsing(best(rounds), parse), 'rows/s')
    }
    const [fastest, copy] = [best(writers.flatMap(({ rounds }) => rounds)), best(copied)]
    report('copyRowsPerSecond', copy, 'rows/s')
    report('storeRatioToCopy', withoutParsing(fastest, parse) / copy, '')
    report('ratioToCopy', fastest / copy, '')
  } finally {
    await log.close()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Writers {
  readonly count: number
  readonly proxies: readonly ConnectorActor[]
  readonly rounds: number[]
}

function best(rates: readonly number[]): number {
  return Math.max(...rates)
}

function withoutParsing(rate: number, parse: number): number {
  return 1 / (1 / rate - 1 / parse)
}

async function parseRate(): Promise<number> {
  const now = new Date()
  const kept = keptTimes(now, 90)
  const bodies = makeBatches(now, 8)
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(
      await rate(8 * ROWS_PER_BATCH, () =>
        bodies.forEach((body) => readDecisionBatch(body.toString(), (file) => new FileRows(file, kept))),
      ),
    )
  }
  return best(rounds)
}

/** Each writer sends its batches one after the other, as a connector does. */
async function ingestRate(
  log: TestLog,
  proxies: readonly ConnectorActor[],
  batches: number,
): Promise<number> {
  const now = new Date()
  const own = batches / proxies.length
  const sent = proxies.map((actor) => ({ actor, bodies: makeBatches(now, own) }))
  return rate(batches * ROWS_PER_BATCH, () =>
    Promise.all(
      sent.map(async ({ actor, bodies }) => {
        for (const body of bodies) {
          const answer = await receiveBatch(log.context(actor, now), {
            bytes: () => Promise.resolve(body),
            readBlob: () => Promise.resolve(null),
            retentionDays: 90,
          })
          if (answer.rejected.length + answer.duplicates > 0) throw new Error('not every row was new')
        }
      }),
    ),
  )
}

/** Decisions that were just stored, as many as one measurement brings, in a file on the server. */
async function rowsToCopy({ db: { pool } }: TestLog, file: string): Promise<string> {
  await pool.query(`COPY (SELECT * FROM decision LIMIT ${BATCHES * ROWS_PER_BATCH}) TO '${file}'`)
  return file
}

async function copyRate({ db: { pool } }: TestLog, file: string): Promise<number> {
  await pool.query('CREATE TABLE bare AS SELECT * FROM decision LIMIT 0')
  const copied = await rate(BATCHES * ROWS_PER_BATCH, () => pool.query(`COPY bare FROM '${file}'`))
  await pool.query('DROP TABLE bare')
  return copied
}

async function rate(rows: number, work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return rows / ((performance.now() - began) / 1000)
}
