import type { GapLine, RejectCode } from '@/lib/wire/decision-batch'
import type {
  BatchPart,
  LinePlace,
  PartLine,
  RejectedEvent,
  RunningSegment,
} from '@/lib/wire/decision-batch-read'
import type { DecisionEvent, ReadEvent } from '@/lib/wire/decision-event'
import type { ReadLine } from '@/lib/wire/plain-event'
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

/** What is kept of a part of an event file: decisions, lists of tools, and what cannot be read. */
export class FileRows implements BatchPart {
  /** In the order of the file. */
  readonly rows: LogRow[] = []
  /** Outside what the log keeps, unless they were stored before. */
  readonly outOfRange: LogRow[] = []
  readonly gaps: GapLine[] = []
  readonly rejected: RejectedEvent[] = []
  /** What the proxy's server offers. */
  readonly toolLists: ToolList[] = []

  constructor(
    readonly file: PartLine,
    private readonly kept: KeptTimes,
  ) {}

  take(read: ReadEvent, line: ReadLine, segment: RunningSegment, { number }: LinePlace): void {
    if (read.kind === 'decision') {
      const row = rowOf(read.decision, line, segment, number)
      const rows = isOut(row.at, this.kept) ? this.outOfRange : this.rows
      rows.push(row)
    } else if (read.kind === 'bad-event') this.#reject(line, number, 'bad-event')
    else if (read.type === 'tools') this.#takeTools(read.event, line, number)
  }

  #takeTools(event: Readonly<Record<string, unknown>>, line: ReadLine, number: number): void {
    const read = readToolsEvent(event)
    if (read === null) this.#reject(line, number, 'bad-event')
    else if (isOut(read.at, this.kept)) this.#reject(line, number, 'ts-out-of-range')
    else this.toolLists.push(toolListOf(read, line.offset))
  }

  #reject({ offset, length }: ReadLine, line: number, code: RejectCode): void {
    this.rejected.push({ offset, length, line, code })
  }
}

/** Microseconds since the Unix epoch. */
interface KeptTimes {
  readonly oldest: number
  readonly newest: number
}

/** The times that the log takes. */
export function keptTimes(now: Date, retentionDays: number): KeptTimes {
  const at = now.getTime() * 1000
  return { oldest: at - retentionDays * DAY, newest: at + FUTURE }
}

function isOut(at: number, { oldest, newest }: KeptTimes): boolean {
  return at > newest || at < oldest
}

/** Member by member: a spread costs several times as much, for each of thousands of rows a second. */
function rowOf(
  { at, tool, result, rule, message, argsHash, argKeys, policy, rest }: DecisionEvent,
  { offset, length, hash }: ReadLine,
  { sha256, blob, evidence }: RunningSegment,
  line: number,
): LogRow {
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
