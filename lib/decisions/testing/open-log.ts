import { createHash, randomUUID } from 'node:crypto'
import type { ConnectorActor, Context } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import type { FileLine, SegmentLine } from '@/lib/wire/decision-batch'
import { readDecisionBatch, type DecisionBatch } from '@/lib/wire/decision-batch-read'
import { batchEventLine, batchLine } from '@/lib/wire/decision-batch-write'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { ingestDecisions, type Ingested } from '../ingest-decisions'
import { FileRows, keptTimes } from '../log-row'
import type { ReadBlob } from '../running-policies'

const RETENTION_DAYS = 90
const LONG_AGO = new Date('2026-01-01T00:00:00Z')

/** A log with one repository, for tests and benchmarks. */
export interface TestLog {
  readonly db: Database
  readonly repositoryId: string
  /** Policies that `ingest` finds in the "mirror", by git blob id. */
  readonly blobs: Map<string, Uint8Array>
  /** Registered long ago, unless said otherwise. */
  addProxy(name: string, policyPath?: string, createdAt?: Date): Promise<ConnectorActor>
  context<A extends ConnectorActor>(actor: A, now: Date): Context<A>
  ingest(actor: ConnectorActor, body: string, now: Date): Promise<Ingested>
  close(): Promise<void>
}

/** Opens a log in a database of its own, which goes with it. */
export async function freshTestLog(): Promise<TestLog> {
  const { url, drop } = await freshDatabase()
  const log = await openTestLog(url)
  const close = async () => {
    await log.close()
    await drop()
  }
  return { ...log, close }
}

/** Opens a log in an empty, migrated database. */
export async function openTestLog(url: string): Promise<TestLog> {
  const db = openDatabase(url, () => {})
  const repository = await db.prisma.repository.create({
    data: { owner: 'northwind', name: randomUUID(), defaultBranch: 'main' },
  })
  const repositoryId = repository.id
  const blobs = new Map<string, Uint8Array>()
  const readBlob: ReadBlob = (blob) => Promise.resolve(blobs.get(blob) ?? null)
  const context = <A extends ConnectorActor>(actor: A, now: Date) => ({
    actor,
    db,
    repositoryId,
    now,
    requestId: 'test',
  })
  return {
    db,
    repositoryId,
    blobs,
    context,
    addProxy: async (name, policyPath = 'policies/payments/stripe.yaml', createdAt = LONG_AGO) => {
      const data = {
        repositoryId,
        name,
        environment: 'prod',
        policyPath,
        mode: 'observe',
        engine: 'intercept-2026-03',
        createdAt,
      }
      const { id } = await db.prisma.proxy.create({ data })
      return { kind: 'connector', proxyId: id, proxyName: name }
    },
    ingest: (actor, body, now) =>
      ingestDecisions({ ctx: context(actor, now), input: { batch: readTestBatch(body, now), readBlob } }),
    close: () => db.close(),
  }
}

/** Reads a batch that is known to be small enough. */
export function readTestBatch(body: string, now: Date): DecisionBatch<FileRows> {
  const kept = keptTimes(now, RETENTION_DAYS)
  const read = readDecisionBatch(body, (file) => new FileRows(file, kept))
  if (read.kind !== 'batch') throw new Error(read.kind)
  return read.batch
}

/** What a connector sends for the lines of one event file. */
export interface SentFile {
  readonly fileId: string
  readonly lines: readonly string[]
  readonly instance?: string
  readonly matched?: boolean
  /** Offset of the first line. */
  readonly from?: number
  readonly segment?: Omit<SegmentLine, 'kind'>
  /** First line of the file, when `lines` does not begin with it. */
  readonly firstLine?: string
}

/** The part of a batch for lines of an event file, as a connector writes it. */
export function batchOf({ fileId, lines, from = 0, ...sent }: SentFile): string {
  let offset = from
  const events = lines.map((line) => {
    const length = Buffer.byteLength(line) + 1
    const hash = createHash('sha256').update(line).digest('hex').slice(0, 32)
    const text = batchEventLine({ offset, length, hash }, isObject(line) ? line : null)
    offset += length
    return text
  })
  const file: FileLine = {
    kind: 'file',
    fileId,
    firstLine: createHash('sha256')
      .update(sent.firstLine ?? lines[0] ?? '')
      .digest('hex'),
    instance: sent.instance ?? '988c5aa9',
    matched: sent.matched ?? true,
    from,
    to: offset,
  }
  const segment = sent.segment === undefined ? '' : batchLine({ kind: 'segment', ...sent.segment })
  return batchLine(file) + segment + events.join('')
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
