import { isAbsolute } from 'node:path'
import type { AttemptFact, InstanceReport, LoadReport, RunningFact } from '@/lib/wire/report'
import { toNanoseconds } from '@/lib/wire/terms'
import { clientOf, continuedOf, policyOf, textOf, type ProxyEvent } from './event-line'
import type { LiveFile } from './live-file'
import type { MatchedBy } from './match-instance'
import type { Moment } from './moment'
import { fitsStart, seeProcess, startTicksOf, type ProcessSeen } from './process-start'
import type { LoadProof, ProcessStart, Segment } from './positions'
import { ProcessLoads } from './process-loads'
import { startOf } from './start-of'
import { tellLater, type OpenLoad } from './own-watch'
import { proveWatched, UNWATCHED, type WatchedProof } from './witness-load'

/** A process whose last event is older than this has ended, unless it can be seen to run. */
const SILENT_MS = 90_000
const MISSING_LINES = 'its event file was truncated or replaced: a reload may be missing'

/** What the tracker is told about the event file at the moment of an event. */
export interface EventPlace {
  readonly offset: number
  /** Clock of the file system against the event's time, when this is the newest line; else null. */
  readonly skewMs: number | null
  /** When the event was looked for, and was not there yet; null when nobody did. */
  readonly absentAt: Moment | null
}

/** Contents that the connector knows by both names, so that a sha256 alone finds its blob. */
export type KnownBlobs = (sha256: string) => string | null

/** One run of a proxy process, followed through its event file: its loads cut its decisions into segments. */
export class InstanceTracker {
  start: ProcessStart | null = null
  lastEventAt: string | null = null
  endedAt: string | null = null
  client: InstanceReport['client'] = null
  attempted: AttemptFact | null = null
  running: RunningFact | null = null
  matchedBy: MatchedBy = null
  readonly loads = new ProcessLoads()
  /** In the order of offsets; one of them holds from the acknowledged offset on, and those before it are for what is sent again. */
  segments: Segment[] = [{ from: 0, sha256: null, blob: null, evidence: 0 }]
  #process: ProcessSeen | null = null
  /** What is proved of the load that runs; null while nothing is. */
  proof: LoadProof | null = null
  /** What was proved before the connector was started again. */
  #remembered: LoadProof | null = null
  /** More may soon be known of a load that nobody watched. */
  #open: OpenLoad | null = null
  /** Lines before `to` that are not after `until` may have been followed before, in another file. */
  #again: { readonly to: number; readonly until: bigint } | null = null

  constructor(
    readonly id: string,
    readonly nativeId: string,
    private readonly blobs: KnownBlobs,
  ) {}

  /** Takes what the start event says; it is the first line of a file and read again after a restart. */
  readStart(event: ProxyEvent): void {
    if (event.type !== 'startup') return
    this.resumeStart(startOf(event))
  }

  /** Takes what a start event said that is not in the file any more. */
  resumeStart(start: ProcessStart): void {
    this.start = start
    const seen = start.pid === null ? null : seeProcess(start.pid)
    const startedAt = toNanoseconds(start.startedAt)
    this.#process = seen !== null && startedAt !== null && fitsStart(seen, startedAt) ? seen : null
  }

  /**
   * Goes on with a process whose event file is another now: it was truncated, or replaced. Lines may be missing in between, and a reload
   * among them: what was proved stays proved only while the policy file has not changed since. `again`: the lines before this offset may
   * be lines of the elder, since the file begins as its file did. They say nothing new, and what decided them is not known.
   */
  inherit(elder: InstanceTracker, live: LiveFile | null, again: number): void {
    if (elder.start !== null) this.resumeStart(elder.start)
    this.lastEventAt = elder.lastEventAt
    this.endedAt = elder.endedAt
    this.client = elder.client
    this.attempted = elder.attempted
    this.running = elder.running
    this.loads.inherit(elder.loads)
    this.proof = elder.proof === null ? null : { ...elder.proof, offset: -1 }
    if (this.running !== null && this.running.evidence >= 3 && !this.#isUnchanged(this.running, live)) {
      this.running = { ...this.running, sha256: null, blob: null, evidence: 2, reason: MISSING_LINES }
      this.proof = null
    }
    const until = this.lastEventAt === null ? null : toNanoseconds(this.lastEventAt)
    if (until !== null && again > 0) this.#again = { to: again, until }
    else if (this.running !== null) this.#cut(0, this.running)
  }

  #isUnchanged({ sha256 }: RunningFact, live: LiveFile | null): boolean {
    const content = live?.look().now.content
    return content?.sha256 === sha256 && this.proof?.way === live?.way
  }

  /** Goes on with what was proved, when lines of before are read again. */
  remember(proof: LoadProof | null): void {
    this.proof = proof
    this.#remembered = proof
  }

  /** The process as the kernel shows it, when its start fits. */
  get process(): ProcessSeen | null {
    return this.#process
  }

  /** All that the file has was followed: of a load that nobody watched more may be known now. */
  settle(live: LiveFile | null): void {
    const { running, start, attempted } = this
    const [open, seen, pid] = [this.#open, this.#process, start?.pid ?? null]
    if (open === null || running === null || live === null || seen === null || pid === null) return
    const told = tellLater(open, { pid, startTicks: seen.startTicks }, live)
    if (told === 'wait') return
    if (told === null) return this.#giveUp()
    this.#open = null
    const [known, { offset, way, load }] = [{ ...told, evidence: 3 as const }, open]
    this.running = { ...running, ...known, reason: null }
    this.proof = { offset, at: running.at, ...known, way }
    if (attempted?.at === running.at) this.attempted = { ...attempted, ...told }
    this.loads.add({ ...load, ...known })
    this.segments = this.segments.map((one) => (one.from === offset ? { from: offset, ...known } : one))
  }

  /** Nobody will ever know. */
  #giveUp(): void {
    if (this.#open !== null) this.loads.add(this.#open.load)
    this.#open = null
  }

  /** Whether more may soon be known of a load that nobody watched. */
  get isOpen(): boolean {
    return this.#open !== null
  }

  /** Follows one event. `live` is the policy file of the proxy that this instance was matched to; null for none. */
  apply(event: ProxyEvent, place: EventPlace, live: LiveFile | null): void {
    if (this.#isAgain(event, place)) return
    this.lastEventAt = event.ts
    if (event.type !== 'shutdown') this.endedAt = null
    this.client = clientOf(event) ?? this.client
    const stated = policyOf(event)
    switch (event.type) {
      case 'startup':
        if (continuedOf(event) !== null && stated !== null) this.#stated(event, place, { stated, live })
        else this.#loaded(event, place, { kind: 'startup', stated, live })
        break
      case 'config_reload':
        if (event.fields.status === 'success') this.#loaded(event, place, { kind: 'reload', stated, live })
        else this.#refused(event, place, live)
        break
      case 'shutdown':
        this.endedAt = event.ts
        this.#tell(event, { kind: 'shutdown', result: null, content: null, evidence: 0 })
        break
      default:
        if (stated !== null) this.#stated(event, place, { stated, live })
    }
  }

  #isAgain({ at }: ProxyEvent, { offset }: EventPlace): boolean {
    const again = this.#again
    if (again === null) return false
    if (offset < again.to && at <= again.until) return true
    this.#again = null
    if (this.running !== null) this.#cut(offset, this.running)
    return false
  }

  /** Whether the process is over by what can be seen now; its silence counts when the kernel does not show it. */
  checkAlive(now: Date): boolean {
    if (this.endedAt !== null) return false
    const pid = this.start?.pid ?? null
    if (this.#process !== null && pid !== null) {
      if (startTicksOf(pid) === this.#process.startTicks) return true
      this.endedAt = now.toISOString()
      return false
    }
    const last = this.lastEventAt === null ? null : Date.parse(this.lastEventAt)
    if (last !== null && now.getTime() - last > SILENT_MS) this.endedAt = this.lastEventAt
    return this.endedAt === null
  }

  #loaded(
    event: ProxyEvent,
    place: EventPlace,
    load: { kind: 'startup' | 'reload'; stated: string | null; live: LiveFile | null },
  ): void {
    const { live, stated, kind } = load
    const [at, result] = [event.ts, 'success' as const]
    const attempt = {
      path: live?.path ?? this.start?.config ?? '',
      at,
      source: 'events',
      error: null,
      result,
    } as const
    if (stated !== null) {
      live?.look()
      const content = { sha256: stated, blob: this.blobs(stated) }
      this.#run(event, place, { ...content, evidence: 4, reason: null, live })
      this.attempted = { ...content, ...attempt }
      return this.#tell(event, { kind, result, content, evidence: 4 })
    }
    if (live === null) {
      const reason = 'this process fits no proxy, so its policy file is not known'
      return this.#run(event, place, { sha256: null, blob: null, evidence: 0, reason, live })
    }
    const { evidence, content, reason, witness } = this.#proofOf(event, place, live)
    const { sha256, blob } = content ?? { sha256: null, blob: null }
    this.#run(event, place, { sha256, blob, evidence, reason, live })
    const known = evidence >= 3 ? { sha256, blob } : { sha256: null, blob: null }
    this.attempted = { ...known, ...attempt }
    this.#tell(event, { kind, result, content: known, evidence })
    if (witness === undefined || this.#process === null) return
    // A load is told once: as soon as it is known how well it is proved.
    const told = this.loads.takeBack()
    if (told !== undefined) this.#open = { offset: place.offset, way: live.way, witness, load: told }
  }

  #proofOf(event: ProxyEvent, { offset, skewMs, absentAt }: EventPlace, live: LiveFile): WatchedProof {
    const known = this.#remembered
    if (known?.evidence === 3 && known.offset === offset && known.at === event.ts && known.sha256 !== null) {
      live.look()
      return { evidence: 3, content: { sha256: known.sha256, blob: known.blob ?? '' }, reason: null }
    }
    const startedAt = event.type === 'startup' ? (this.#process?.startedAt ?? null) : null
    const isPlaced = isAbsolute(this.start?.config ?? '') || this.#process?.cwd != null
    return proveWatched({ event, skewMs, absentAt, startedAt, isPlaced }, live)
  }

  /** A refused reload: the old policy goes on. The digest that was tried is known only if nothing moved since. */
  #refused(event: ProxyEvent, place: EventPlace, live: LiveFile | null): void {
    this.#giveUp()
    const error = textOf(event, 'message', 2000)
    const stated = policyOf(event)
    const proof = live === null ? null : this.#proofOf(event, place, live)
    // What was tried in vain is no claim about what runs: the times of the file suffice, also when nobody watched.
    const tried =
      proof !== null && (proof.evidence === 3 || proof.reason === UNWATCHED) ? proof.content : null
    const content =
      stated !== null ? { sha256: stated, blob: this.blobs(stated) } : (tried ?? { sha256: null, blob: null })
    const path = live?.path ?? this.start?.config ?? ''
    this.attempted = { ...content, path, at: event.ts, source: 'events', error, result: 'failure' }
    this.#tell(event, { kind: 'reload', result: 'failure', content, evidence: 0, error })
  }

  /** The proxy states its digest on a heartbeat (4) or a decision (5). A level once reached for a digest is kept. */
  #stated(
    event: ProxyEvent,
    place: EventPlace,
    { stated: sha256, live }: { stated: string; live: LiveFile | null },
  ): void {
    const evidence = event.type === 'tool_call' ? 5 : 4
    const { running } = this
    if (running?.sha256 === sha256 && running.evidence >= evidence) return
    live?.look()
    this.#run(event, place, { sha256, blob: this.blobs(sha256), evidence, reason: null, live })
  }

  #run(
    event: ProxyEvent,
    { offset }: EventPlace,
    load: Pick<RunningFact, 'sha256' | 'blob' | 'evidence' | 'reason'> & { readonly live: LiveFile | null },
  ): void {
    const { live, ...what } = load
    const at = event.ts
    this.#giveUp()
    this.running = { ...what, path: this.start?.config ?? '', at, source: 'events', error: null }
    const { sha256, blob, evidence } = what
    this.proof = evidence < 3 ? null : { offset, at, sha256, blob, evidence, way: live?.way ?? null }
    this.#cut(offset, what)
  }

  /** What is decided from an offset on. Below 3 nothing may be said about what decided. */
  #cut(from: number, { sha256, blob, evidence }: Pick<RunningFact, 'sha256' | 'blob' | 'evidence'>): void {
    const known = evidence >= 3 ? { sha256, blob } : { sha256: null, blob: null }
    this.segments.push({ from, ...known, evidence })
  }

  #tell(
    event: ProxyEvent,
    load: {
      kind: LoadReport['kind']
      result: LoadReport['result']
      content: { sha256: string | null; blob: string | null } | null
      evidence: LoadReport['evidence']
      error?: string | null
    },
  ): void {
    const { kind, result, content, evidence, error = null } = load
    const { sha256, blob } = content ?? { sha256: null, blob: null }
    this.loads.add({ instance: this.id, at: event.ts, kind, result, sha256, blob, error, evidence })
  }
}
