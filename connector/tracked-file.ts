import type { FilePosition } from '@/lib/wire/report'
import type { EventFile, FileStat } from './event-file'
import { readEvent } from './event-line'
import { numberOf, type Numbered } from './event-number'
import type { InstanceTracker } from './instance-tracker'
import type { LiveFile } from './live-file'
import { moment, type Moment } from './moment'
import type { StoredFile } from './positions'
import { lastSentAt } from './sent-lines'

/** Most calls change nothing that is followed: they are recognised without being parsed. */
const PLAIN_CALL = '","type":"tool_call","instance":"'

const TOLD_BY_REPORTS = new Set(['startup', 'config_reload', 'heartbeat', 'shutdown'])

const MOST_MARKS = 200
/** Of what ran before the acknowledged offset, for what is sent again. */
const MOST_SEGMENTS = 50
const NOWHERE: { readonly offset: number; readonly tail: string | null } = { offset: -1, tail: null }
/** Enough of a line for its time, which names the nanosecond. */
const LINE_HEAD = 200

/** An event file with how far it was followed (`read`) and how far the server has it (`acked`). */
export class TrackedFile {
  /** Ms since the epoch. */
  readonly takenUpAt = Date.now()
  read: number
  size: number
  /** Bytes that can never be sent any more: from `acked` to here, and why. */
  lost: { readonly to: number; readonly reason: 'pruned' | 'truncated' | 'deleted' } | null = null
  /** Where the server lacks what it had acknowledged: from here on it is sent again. */
  asked: number | null = null
  /** Whether the server was told, since the connector began, how far it has the file: restored from a backup, it has less. */
  #told: boolean
  /** Where the newest line ends that people wait for in the log: anything but a start, a reload, a heartbeat. Reports tell those. */
  #waitedFor = 0
  /** Times of events that were read and not yet acknowledged, by where they end: the newest of what was read at once. */
  #marks: { readonly end: number; readonly at: string | null }[] = []
  #ackedAt: string | null = null
  /** The newest event of its process in files before this one. */
  follows: Numbered | null = null
  /** Lines before this offset are in the log under another id. */
  sentTo = 0
  /** Numbers of the newest event that the server has, and of the newest one that was read; null where events have none. */
  numbers: { acked: number | null; size: number | null } = { acked: null, size: null }
  /** Where the newest line that was read begins, and with what. */
  #newest: { readonly offset: number; readonly head: Buffer } | null = null
  #line: { readonly offset: number; readonly hash: string | null } = { offset: -1, hash: null }
  readonly #tails = { acked: NOWHERE, size: NOWHERE }
  /** When nothing was behind what was read, seen last; null when nobody looked. */
  endSeenAt: Moment | null = null
  /** Last write of the file when its newest line was looked at. */
  #intactAt: number | null = null

  constructor(
    public id: string,
    readonly firstLine: string,
    readonly name: string,
    readonly tracker: InstanceTracker,
    /** Null once the file is gone. */
    public file: EventFile | null,
    public acked: number,
  ) {
    this.read = acked
    this.size = acked
    this.#told = acked === 0
  }

  /** Whether what was read stands in the file still, which has this `stat`. One that was emptied may have grown beyond it since. */
  isIntact({ size, mtimeMs }: FileStat): boolean {
    if (size < this.read) return false
    if (this.#newest === null || mtimeMs === this.#intactAt) return true
    this.#intactAt = mtimeMs
    return this.file === null || this.file.holds(this.#newest.offset, this.#newest.head)
  }

  /** Reads what was added and follows it; true when there was something, or more is known of what was read before. `live` is null for a process that fits no proxy. */
  follow(live: LiveFile | null): boolean {
    const { file, tracker } = this
    if (file === null) return false
    let followed = false
    for (;;) {
      const lines = this.noteEnd() ? [] : file.lines(this.read)
      const last = lines.at(-1)
      if (last === undefined) {
        const wasOpen = tracker.isOpen
        tracker.settle(live)
        return followed || tracker.isOpen !== wasOpen
      }
      const { size, mtimeMs } = file.stat()
      this.size = size
      for (const line of lines) {
        const text = line.bytes.toString('utf8')
        const end = line.offset + line.length
        if (line !== last && text.includes(PLAIN_CALL) && !text.includes('"policy":')) {
          this.#waitedFor = end
          continue
        }
        const event = readEvent(text)
        if (event === null || !TOLD_BY_REPORTS.has(event.type)) this.#waitedFor = end
        if (event === null) continue
        const newest = line === last && end === size
        const skewMs = newest ? mtimeMs - Number(event.at / 1_000_000n) : null
        tracker.apply(event, { offset: line.offset, skewMs, absentAt: this.endSeenAt }, live)
      }
      this.read = last.offset + last.length
      // A copy: the line is part of all that was read at once.
      this.#newest = { offset: last.offset, head: Buffer.from(last.bytes.subarray(0, LINE_HEAD)) }
      this.numbers.size = numberOf(last.bytes.toString('latin1'))?.number ?? this.numbers.size
      this.#mark(this.read, tracker.lastEventAt)
      followed = true
    }
  }

  /** Takes notice of when nothing is behind what was read; true when that is now. */
  noteEnd(): boolean {
    const lookedAt = moment()
    this.size = this.file?.stat().size ?? this.size
    if (this.file === null || this.size !== this.read) return false
    this.endSeenAt = lookedAt
    return true
  }

  /** What was not sent stands in another file. */
  carry(): void {
    this.lost = null
    this.read = this.acked
  }

  /** Nothing more will come, and all that came is with the server. */
  get done(): boolean {
    return this.file === null && this.lost === null && this.acked >= this.read
  }

  /** Something of it is to be sent at once. */
  get urgent(): boolean {
    return this.acked < this.#waitedFor || this.lost !== null
  }

  get unsent(): boolean {
    return this.acked < this.read || this.lost !== null
  }

  /** The server is to hear of it: of something new, of what it asked for, or of how far it has the file. */
  get owed(): boolean {
    return this.unsent || (this.file !== null && (this.asked !== null || !this.#told))
  }

  /** How far it is known, also of what is lost. */
  get known(): number {
    return this.lost?.to ?? this.read
  }

  /** What is to be sent of the file, from where to where. */
  get due(): { readonly from: number; readonly to: number } {
    const { asked, acked, read } = this
    return asked === null ? { from: acked, to: read } : { from: asked, to: acked }
  }

  /** Time of an event that the server has, close before what it does not have; the start's when no later one is known. */
  get ackedAt(): string | null {
    return this.#ackedAt ?? this.tracker.start?.startedAt ?? null
  }

  /** How many events were read and not acknowledged; null where nobody numbered them. */
  get unsentNumbers(): number | null {
    const { acked, size } = this.numbers
    if (acked === null || size === null) return null
    return Math.max(0, size - Math.max(acked, this.follows?.number ?? 0))
  }

  #mark(end: number, at: string | null): void {
    this.#marks.push({ end, at })
    // While the server does not answer: fewer marks say an earlier time, which is still before what is not acknowledged.
    if (this.#marks.length > MOST_MARKS) this.#marks = this.#marks.filter((_, index) => index % 2 === 0)
  }

  /**
   * The server has everything up to an offset. What is `missing` before is sent again while that moves forward: what stands in the file no
   * more stays missing.
   */
  acknowledge(offset: number, missing: number | null = null): void {
    this.#told = true
    const { file } = this
    const asked = missing !== null && missing < this.acked && missing > (this.asked ?? -1) ? missing : null
    const stands = asked !== null && file !== null && (file.lines(asked, 1).length > 0 || file.isHeldUp)
    this.asked = stands ? asked : null
    if (this.lost !== null && offset >= this.lost.to) this.lost = null
    this.acked = Math.max(this.acked, offset)
    const open = this.#marks.findIndex(({ end }) => end > this.acked)
    const passed = this.#marks.splice(0, open === -1 ? this.#marks.length : open)
    this.#ackedAt = passed.at(-1)?.at ?? this.#ackedAt
    if (file !== null) this.numbers.acked = numberOf(file.lineBefore(this.acked) ?? '')?.number ?? null
    const { segments } = this.tracker
    segments.splice(0, Math.max(0, this.#current - MOST_SEGMENTS))
  }

  /** Which segment holds at the acknowledged offset. */
  get #current(): number {
    return this.tracker.segments.findLastIndex(({ from }) => from <= this.acked)
  }

  position(): FilePosition {
    const { id, firstLine, size, acked, tracker } = this
    return { id, instance: tracker.id, firstLineHash: firstLine, size, acked, ended: this.file === null }
  }

  /** Is sent from its beginning under another id; of one that is gone, only what is lost can be told. */
  sendAs(id: string): void {
    this.id = id
    if (this.file === null) return
    this.acked = 0
    this.numbers.acked = null
  }

  /** Takes what was known of a file at the places that were kept. */
  resume({ acked, size, tails, numbers, follows, sentTo }: StoredFile): void {
    this.sentTo = sentTo
    this.#line = { offset: acked, hash: tails.line }
    this.#tails.acked = { offset: acked, tail: tails.acked }
    this.#tails.size = { offset: size, tail: tails.size }
    this.numbers = { ...numbers }
    this.follows = follows
  }

  /** Looked at once: what stands there later may be something else. */
  #tail(place: 'acked' | 'size', offset: number): string | null {
    const known = this.#tails[place]
    if (known.offset === offset || this.file === null) return known.offset === offset ? known.tail : null
    const tail = this.file.tail(offset)
    this.#tails[place] = { offset, tail }
    return tail
  }

  #lineHash(): string | null {
    if (this.#line.offset !== this.acked && this.file !== null)
      this.#line = { offset: this.acked, hash: lastSentAt(this.file, this.acked).line }
    return this.#line.offset === this.acked ? this.#line.hash : null
  }

  /** What is kept on disk: everything as of the acknowledged offset, so that the rest is simply read again. */
  store(identity: { dev: string; ino: string }): StoredFile {
    const { id, firstLine, name, acked, tracker } = this
    const { segments, loads } = tracker
    const segment = segments[this.#current] ?? { from: 0, sha256: null, blob: null, evidence: 0 as const }
    const { nativeId, attempted, running, lastEventAt, endedAt, matchedBy, proof } = tracker
    return {
      ...identity,
      id,
      firstLine,
      name,
      instanceId: tracker.id,
      nativeId,
      acked,
      size: this.known,
      tails: {
        acked: this.#tail('acked', acked),
        size: this.#tail('size', this.known),
        line: this.#lineHash(),
      },
      sentTo: this.sentTo,
      numbers: { ...this.numbers },
      follows: this.follows,
      segment,
      before: { segments: segments.slice(0, Math.max(0, this.#current)), loads: [...loads.told] },
      attempted,
      running,
      lastEventAt,
      endedAt,
      matched: matchedBy !== null,
      matchedBy,
      start: tracker.start,
      proof,
    }
  }
}
