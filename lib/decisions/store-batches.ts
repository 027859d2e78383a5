import type { PoolClient } from 'pg'
import type { Database } from '@/lib/db/database'
import type { DecisionAnswer, GapLine, RejectedLine } from '@/lib/wire/decision-batch'
import type { RejectedEvent } from '@/lib/wire/decision-batch-read'
import { notify } from '@/lib/events/notify'
import { parseInstant } from '@/lib/wire/decision-event'
import {
  claimFiles,
  forgetMissing,
  missingFrom,
  recordGaps,
  type Claim,
  type LockedFile,
  type LostBytes,
  type SentPart,
} from './event-files'
import { CopiedLines, findCopies, lockOriginals } from './find-copies'
import { inOrder, startOfProcess } from './gap-span'
import type { FileRows, LogRow } from './log-row'
import { judgeResent, recordConflicts, type Conflict, type Fate, type Resent } from './resent-rows'
import { rollUp } from './roll-up'
import { storeToolLists, type SeenList } from './tool-lists'
import { addCounts, insertRows, type StoredRow } from './write-batch'

/** One connector's batch, sorted and numbered. */
export interface PreparedBatch {
  readonly reporterId: string
  readonly repositoryId: string
  readonly files: readonly FileRows[]
  /** Lines of the batch that belong to no file. */
  readonly rejected: readonly RejectedLine[]
  /** The row as it is stored, with its file's number. */
  readonly numbered: (row: LogRow, file: number) => StoredRow
}

/** What happened to a batch; `stored` counts new decisions, and `late` those of them that came long after they were made. */
export interface StoredBatch extends Omit<DecisionAnswer, 'backoffMs'> {
  readonly stored: number
  readonly late: number
  /** It is not known yet whose one of the files is: it is to be sent again. */
  readonly isOpen: boolean
}

const LATE_MS = 5 * 60_000

/**
 * Stores batches of several connectors in one transaction: file locks, one insert of all new rows, counts, one notification. No two
 * batches may bring the same event file. What is acknowledged is durable when this returns.
 */
export async function storeBatches(
  db: Database,
  batches: readonly PreparedBatch[],
  now: Date,
): Promise<StoredBatch[]> {
  try {
    return await db.transaction((client) => new Storing(db, client, now, false).store(batches))
  } catch (error) {
    // Rows behind the acknowledged offset were there after all (the file's row was lost): look at each of them.
    if (!isUniqueViolation(error)) throw error
    return db.transaction((client) => new Storing(db, client, now, true).store(batches))
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

interface Outcome {
  readonly ackedTo: Record<string, number>
  readonly missing: Record<string, number>
  readonly rejected: RejectedLine[]
  duplicates: number
  stored: number
  late: number
  isOpen: boolean
}

class Storing {
  readonly #rows: StoredRow[] = []
  readonly #gaps: LostBytes[] = []
  readonly #conflicts: Conflict[] = []
  readonly #toolLists: SeenList[] = []
  readonly #copied: CopiedLines
  #copies = new Map<string, readonly number[]>()
  /** Files whose connectors are told what is missing: they did not go on where the log ends, or began anew. */
  readonly #asked = new Map<string, Outcome>()

  constructor(
    private readonly db: Database,
    private readonly client: PoolClient,
    private readonly now: Date,
    private readonly suspicious: boolean,
  ) {
    this.#copied = new CopiedLines(client)
  }

  async store(batches: readonly PreparedBatch[]): Promise<StoredBatch[]> {
    const parts = batches.flatMap(({ reporterId, files }) => partsOf(reporterId, files))
    const claims = await this.#claim(parts)
    const outcomes: StoredBatch[] = []
    for (const batch of batches) {
      const outcome: Outcome = {
        ackedTo: {},
        missing: {},
        rejected: [...batch.rejected],
        duplicates: 0,
        stored: 0,
        late: 0,
        isOpen: false,
      }
      for (const part of batch.files) {
        const { fileId, from, line } = part.file
        const claim = claims.get(fileId)
        if (typeof claim === 'object') await this.#takePart(batch, part, claim, outcome)
        else if (claim === 'held') outcome.ackedTo[fileId] = part.file.to
        else if (claim === 'undecided') outcome.isOpen = true
        else outcome.rejected.push({ fileId, offset: from, line, code: claim ?? 'foreign-file' })
      }
      outcome.rejected.sort((a, b) => a.line - b.line)
      outcomes.push(outcome)
    }
    await this.#write(new Set(batches.map(({ repositoryId }) => repositoryId)))
    return outcomes
  }

  async #claim(parts: readonly SentPart[]): Promise<Map<string, Claim>> {
    if (parts.length === 0) return new Map()
    await lockOriginals(this.client, parts)
    const claims = await claimFiles(this.client, parts, this.now)
    this.#copies = await findCopies(this.client, parts)
    return claims
  }

  async #takePart(batch: PreparedBatch, part: FileRows, locked: LockedFile, outcome: Outcome): Promise<void> {
    const { file, outOfRange } = part
    const { fileId } = file
    const position = Math.max(outcome.ackedTo[fileId] ?? 0, locked.acked)
    if (file.from !== position || file.from === file.to) this.#asked.set(fileId, outcome)
    const rows = part.rows.concat(outOfRange)
    const known = this.suspicious ? file.to : locked.acked
    const resent: Resent[] = rows
      .filter(({ offset }) => offset < known)
      .map((row) => ({ fileId, file: locked.number, row }))
    const fates = await judgeResent(this.client, resent)
    const fateOf = new Map(resent.map(({ row }, index) => [row, fates[index]]))
    const late = new Set(outOfRange)
    const copies = this.#copies.get(fileId) ?? []
    const copied = await this.#copied.of(part, batch.reporterId, copies)
    for (const row of rows) {
      const fate = copied.lines.has(row)
        ? 'duplicate'
        : this.#decide(fateOf.get(row), row.offset < locked.acked, late.has(row))
      if (fate === 'new' && copies.length > 0) this.#copied.note(batch.reporterId, file.firstLine, row)
      if (fate === 'new') this.#add(batch, locked.number, row, outcome)
      else if (fate === 'duplicate') outcome.duplicates += 1
      else if (fate === 'rejected')
        this.#reject(fileId, { ...row, code: 'ts-out-of-range' }, outcome, copied.rejected.has(row.offset))
      else this.#addConflict(fileId, row, fate.storedHash, outcome)
    }
    for (const row of part.rejected) this.#reject(fileId, row, outcome, copied.rejected.has(row.offset))
    const wasMissing = file.from < locked.acked && (await forgetMissing(this.client, file))
    // What was acknowledged was taken; what fits no proxy says nothing about this one.
    for (const list of file.matched ? part.toolLists : [])
      if (wasMissing || list.offset >= locked.acked) this.#toolLists.push({ proxyId: batch.reporterId, list })
    await this.#addGaps(batch.reporterId, part, { acked: locked.acked, position, wasMissing })
    outcome.ackedTo[fileId] = file.to
  }

  /** `fate` is undefined for what was sent for the first time. */
  #decide(
    fate: Fate | undefined,
    before: boolean,
    late: boolean,
  ): 'new' | 'duplicate' | 'rejected' | { readonly storedHash: string } {
    if (fate === 'duplicate') return fate
    // What was out of range when it first came stays rejected, so that the answer to a resend is the same.
    if (late || fate === 'rejected') return 'rejected'
    if (fate === undefined || fate === 'missing') return 'new'
    return this.suspicious && !before && fate.storedHash === '' ? 'new' : fate
  }

  #add({ numbered }: PreparedBatch, file: number, row: LogRow, outcome: Outcome): void {
    outcome.stored += 1
    if (row.at < (this.now.getTime() - LATE_MS) * 1000) outcome.late += 1
    this.#rows.push(numbered(row, file))
  }

  #addConflict(fileId: string, { offset, line, hash }: LogRow, storedHash: string, outcome: Outcome): void {
    this.#conflicts.push({ fileId, offset, storedHash, sentHash: hash })
    outcome.rejected.push({ fileId, offset, line, code: 'conflict' })
  }

  /** `isCounted`: it is missing already, as a line of a copy. */
  #reject(
    fileId: string,
    event: RejectedEvent & { readonly at?: number },
    outcome: Outcome,
    isCounted: boolean,
  ): void {
    const { offset, length, line, code, at = null } = event
    outcome.rejected.push({ fileId, offset, line, code })
    const span = { fileId, from: offset, to: offset + length, fromTime: at, toTime: at }
    if (!isCounted) this.#gaps.push({ ...span, events: 1, reason: 'rejected' })
  }

  /** `position`: everything before it is accounted for, by earlier batches or by earlier parts of this one. */
  async #addGaps(
    reporterId: string,
    { file, rows, gaps: sent }: FileRows,
    { acked, position, wasMissing }: { acked: number; position: number; wasMissing: boolean },
  ): Promise<void> {
    const { fileId } = file
    const gaps = sent
      .map((gap) => (wasMissing ? gap : behind(gap, acked)))
      .filter((gap) => gap !== null)
      .map(({ from, to, events, reason, ...times }): LostBytes => ({
        fileId,
        from,
        to,
        events,
        reason,
        fromTime: times.fromTime === null ? null : parseInstant(times.fromTime),
        toTime: times.toTime === null ? null : parseInstant(times.toTime),
      }))
    if (file.from > position) {
      const times = { fromTime: null, toTime: rows[0]?.at ?? null }
      gaps.push({ fileId, from: position, to: file.from, ...times, events: null, reason: 'missing' })
    }
    const start = gaps.some(({ fromTime }) => fromTime === null)
      ? await startOfProcess(this.client, { reporterId, nativeId: file.instance })
      : null
    for (const gap of gaps) this.#gaps.push({ ...gap, ...inOrder(gap, start) })
  }

  async #write(repositories: Set<string>): Promise<void> {
    const written = insertRows(this.client, this.#rows, this.now)
    // While PostgreSQL writes.
    const rollUps = rollUp(this.#rows)
    await written
    await recordGaps(this.client, this.#gaps, this.now)
    for (const [fileId, from] of await missingFrom(this.client, [...this.#asked.keys()])) {
      const outcome = this.#asked.get(fileId)
      if (outcome !== undefined) outcome.missing[fileId] = from
    }
    await recordConflicts(this.client, this.#conflicts, this.now)
    const isNewList = await storeToolLists(this.client, this.#toolLists, this.now)
    for (const repositoryId of isNewList ? repositories : [])
      await notify({ db: this.db, repositoryId }, 'fleet', [], this.client)
    if (this.#rows.length + this.#gaps.length + this.#conflicts.length === 0) return
    for (const repositoryId of repositories) {
      await notify({ db: this.db, repositoryId }, 'decisions', [], this.client)
    }
    await addCounts(this.client, rollUps)
  }
}

/** What of a gap was never taken: a connector may have lost bytes whose acknowledgement did not reach it. Null for nothing. */
function behind(gap: GapLine, acked: number): GapLine | null {
  // Events without a line take no bytes.
  if (gap.from >= acked || gap.from === gap.to) return gap
  return gap.to <= acked ? null : { ...gap, from: acked, events: null }
}

/** One part per event file, that covers all its parts in the batch. */
function partsOf(reporterId: string, files: readonly FileRows[]): SentPart[] {
  const byFile = new Map<string, SentPart>()
  for (const { file } of files) {
    const { fileId, firstLine, matched, from, to } = file
    const known = byFile.get(fileId)
    byFile.set(fileId, {
      fileId,
      reporterId,
      firstLine,
      matched: matched || known?.matched === true,
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
    })
  }
  return [...byFile.values()]
}
