import type { RejectCode } from '@/lib/wire/decision-batch'
import type { BatchEvent, BatchFile, RejectedEvent } from '@/lib/wire/decision-batch-read'
import { readDecisionEvent, type DecisionEvent } from '@/lib/wire/decision-event'
import { readToolsEvent } from '@/lib/wire/tools-event'
import { toolListOf, type ToolList } from './tool-lists'

const DAY = 86_400_000_000
const FUTURE = DAY

/** A decision of a batch, before its names are numbers. */
export interface LogRow extends DecisionEvent {
  readonly offset: number
  readonly length: number
  /** 32 hex digits. */
  readonly hash: string
  /** SHA-256 of the policy that decided, 64 hex; null when not known. */
  readonly sha256: string | null
  readonly blob: string | null
  readonly evidence: number
  /** Line of the batch, from one. */
  readonly line: number
}

/** What one part of an event file brings. */
export interface FileRows {
  readonly file: BatchFile
  /** In the order of the file. */
  readonly rows: LogRow[]
  /** Outside what the log keeps, unless they were stored before. */
  readonly outOfRange: LogRow[]
  readonly rejected: RejectedEvent[]
  /** What the proxy's server offers. */
  readonly toolLists: ToolList[]
}

/** Sorts the events of a file: decisions to keep, decisions out of range, lists of tools, and what cannot be read. */
export function sortEvents(
  file: BatchFile,
  { now, retentionDays }: { now: Date; retentionDays: number },
): FileRows {
  const newest = now.getTime() * 1000 + FUTURE
  const oldest = now.getTime() * 1000 - retentionDays * DAY
  const sorted: FileRows = { file, rows: [], outOfRange: [], rejected: [...file.rejected], toolLists: [] }
  const isOut = (at: number) => at > newest || at < oldest
  for (const placed of file.events) {
    const read = readDecisionEvent(placed.event)
    if (read.kind === 'decision') {
      const row = rowOf(read.decision, placed)
      if (isOut(row.at)) sorted.outOfRange.push(row)
      else sorted.rows.push(row)
    } else if (read.kind === 'bad-event') reject(sorted, placed, 'bad-event')
    else if (read.type === 'tools') takeTools(sorted, placed, isOut)
  }
  return sorted
}

function takeTools(sorted: FileRows, placed: BatchEvent, isOut: (at: number) => boolean): void {
  const read = readToolsEvent(placed.event)
  if (read === null) reject(sorted, placed, 'bad-event')
  else if (isOut(read.at)) reject(sorted, placed, 'ts-out-of-range')
  else sorted.toolLists.push(toolListOf(read, placed.offset))
}

function reject(sorted: FileRows, { offset, length, line }: BatchEvent, code: RejectCode): void {
  sorted.rejected.push({ offset, length, line, code })
}

/** Member by member: a spread costs several times as much, for each of thousands of rows a second. */
function rowOf(decision: DecisionEvent, placed: BatchEvent): LogRow {
  const { at, tool, result, rule, message, argsHash, argKeys, policy, rest } = decision
  const { offset, length, hash, line, sha256, blob, evidence } = placed
  // A digest on the event itself is the highest evidence, and says so even where the connector did not know.
  const own = policy !== null
  return {
    at,
    tool,
    result,
    rule,
    message,
    argsHash,
    argKeys,
    policy,
    rest,
    offset,
    length,
    hash,
    line,
    sha256: own ? policy : sha256,
    blob: own && policy !== sha256 ? null : blob,
    evidence: own ? 5 : evidence,
  }
}
