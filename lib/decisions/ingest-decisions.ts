import type { ConnectorActor, Context } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import { isLost } from '@/lib/db/is-away'
import { RequestError } from '@/lib/errors'
import { metrics } from '@/lib/metrics'
import { WriteQueue, type WriteLimits } from '@/lib/db/write-queue'
import type { DecisionAnswer } from '@/lib/wire/decision-batch'
import type { DecisionBatch } from '@/lib/wire/decision-batch-read'
import { DayPartitions } from './day-partitions'
import { Dictionaries } from './dictionaries'
import type { FileRows } from './log-row'
import { prepareBatch, type LogNames } from './prepare-batch'
import { recordRefusedFiles } from './record-refused-files'
import { RunningPolicies, type ReadBlob } from './running-policies'
import { storeBatches, type PreparedBatch, type StoredBatch } from './store-batches'

const RETRY_AFTER_S = 2
/** From so many rows on their way connectors are asked to slow down, by as long as storing them takes, roughly. */
const CALM_ROWS = 10_000
/** A file of which it is not known yet whose it is comes again as often as this. */
const OPEN_MS = 5_000
const ROWS_PER_MS = 20

export type Ingested =
  | { readonly kind: 'stored'; readonly answer: DecisionAnswer; readonly stored: number }
  /** Too much is on its way: nothing was taken. */
  | { readonly kind: 'overloaded'; readonly retryAfterS: number }

interface Job {
  readonly prepared: PreparedBatch
  /** Age of the dictionaries before it was prepared. */
  readonly age: number
  readonly now: Date
  readonly rows: number
  /** Event files that it touches; no two batches of one transaction may share one. */
  readonly files: readonly string[]
}

/** Two full batches fit into a write; one writer waits for the disk while others work, and JavaScript feeds them. */
const LIMITS: WriteLimits<Job> = {
  most: Infinity,
  rowsPerWrite: 12_000,
  writers: 3,
  rowsOf: ({ rows }) => rows,
  keysOf: ({ files }) => files,
}

/** What one process needs for taking decisions, once per database. */
interface Intake extends LogNames {
  readonly partitions: DayPartitions
  readonly queue: WriteQueue<Job, StoredBatch>
}

const intakes = new WeakMap<Database, Intake>()

/**
 * Stores a connector's batch. Allowed for the proxy of the token only: a file of another proxy is refused in the answer. What the answer
 * acknowledges is durable; sending the same batch again changes nothing and gets the same `ackedTo` and `rejected`. Small batches of
 * several connectors share a transaction. `readBlob` finds policies in the mirror, to attribute denials that name no rule.
 */
export async function ingestDecisions({
  ctx,
  input,
}: {
  ctx: Context<ConnectorActor>
  input: { batch: DecisionBatch<FileRows>; readBlob: ReadBlob }
}): Promise<Ingested> {
  const { batch, readBlob } = input
  const intake = intakeOf(ctx.db, readBlob)
  if (intake.queue.isFull) return { kind: 'overloaded', retryAfterS: RETRY_AFTER_S }
  const { repositoryId, now, actor } = ctx
  const { age } = intake.dictionaries
  const prepared = await prepareBatch(intake, { repositoryId, proxyId: actor.proxyId, batch })
  const result = await store(intake, {
    prepared,
    age,
    now,
    files: [...new Set(batch.parts.map(({ file }) => file.fileId))],
    rows: prepared.files.reduce((sum, { rows }) => sum + rows.length, 1),
  })
  if (result === null) return { kind: 'overloaded', retryAfterS: RETRY_AFTER_S }
  const { stored, late, isOpen, ...answer } = result
  count({ stored, late, ...answer })
  await recordRefusedFiles(ctx, answer.rejected)
  const { rows } = intake.queue
  const backoffMs = rows < CALM_ROWS ? 0 : Math.round(rows / ROWS_PER_MS)
  return {
    kind: 'stored',
    stored,
    answer: { ...answer, backoffMs: isOpen ? Math.max(backoffMs, OPEN_MS) : backoffMs },
  }
}

function count({ stored, late, duplicates, rejected }: Omit<StoredBatch, 'isOpen'>): void {
  const { decisions, lateDecisions } = metrics()
  decisions.inc({ outcome: 'accepted' }, stored)
  decisions.inc({ outcome: 'duplicate' }, duplicates)
  decisions.inc({ outcome: 'refused' }, rejected.length)
  lateDecisions.inc(late)
}

function intakeOf(db: Database, readBlob: ReadBlob): Intake {
  const known = intakes.get(db)
  if (known !== undefined) return known
  const dictionaries = new Dictionaries(db)
  const made: Intake = {
    dictionaries,
    policies: new RunningPolicies(db, readBlob),
    partitions: new DayPartitions(db),
    queue: new WriteQueue<Job, StoredBatch>((jobs) => write(db, dictionaries, jobs), LIMITS),
  }
  db.pool.on('error', () => dictionaries.forget())
  intakes.set(db, made)
  return made
}

async function write(db: Database, dictionaries: Dictionaries, jobs: readonly Job[]): Promise<StoredBatch[]> {
  if (jobs.some(({ age }) => age !== dictionaries.age))
    throw new RequestError(
      'not-ready',
      'The connection to the database was lost meanwhile: send this batch again.',
      RETRY_AFTER_S,
    )
  const batches = jobs.map(({ prepared }) => prepared)
  return storeBatches(db, batches, jobs[0]?.now ?? new Date(0))
}

/** Null when the queue is full. */
async function store({ dictionaries, partitions, queue }: Intake, job: Job): Promise<StoredBatch | null> {
  const { files } = job.prepared
  await partitions.ensure(files)
  try {
    return await queue.offer(job)
  } catch (error) {
    // Not for what only took too long: all that is on its way would have to come again, on top of what is too much already.
    if (isLost(error)) dictionaries.forget()
    if (!isWithoutPartition(error)) throw error
    // Retention dropped a day that was known to be there: it is made again.
    partitions.forget()
    await partitions.ensure(files)
    return queue.offer(job)
  }
}

function isWithoutPartition(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23514'
}
