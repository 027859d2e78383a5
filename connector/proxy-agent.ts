import { randomUUID } from 'node:crypto'
import type { ContentFact, ReportAnswer } from '@/lib/wire/report'
import type { AgentOptions } from './agent-options'
import { AskedLoads } from './asked-loads'
import type { Digest } from './digest'
import { wordsOf } from './enrolment'
import { Delivery, readSource, wantedOf } from './delivery'
import type { GitSource } from './git-source'
import { LineCount } from './line-count'
import { LiveFile } from './live-file'
import { findLate, newestFiles, runsOther } from './newest-file'
import { Positions, type LoadProof, type StoredFile } from './positions'
import { Reports } from './reporter'
import { runRestartCommand } from './restart-command'
import { RestartMemory } from './restart-memory'
import type { ServerLink } from './server-link'
import type { ProxySettings } from './settings'
import type { TrackedFile } from './tracked-file'
import { UnreadEvents } from './unread-events'
import { repairWrite } from './write-in-place'

/** A process loads a new file within this time, or did not notice it. */
const RELOAD_MS = 5_000
/** While the server does not take decisions, sizes are kept this often. */
const KEEP_SIZES_MS = 5_000

/** Offsets by the ids of event files. */
type Offsets = Readonly<Record<string, number>>

/** One proxy of this host: what is known about it, and what is done for it. Knows nothing of loops and timers. */
export class ProxyAgent {
  readonly settings: ProxySettings
  readonly link: ServerLink
  readonly live: LiveFile
  readonly delivery: Delivery
  readonly positions: Positions
  readonly reports: Reports
  readonly unread: UnreadEvents
  readonly git: GitSource | null
  /** Tag of the desired policy that was fetched last. */
  known = ''
  readonly #source: LiveFile | null
  #sourceFact: ContentFact | null = null
  readonly #files = new Map<string, TrackedFile>()
  readonly #unseen: Map<string, StoredFile>
  readonly #blobs = new Map<string, string>()
  readonly #asked = new AskedLoads(RELOAD_MS)
  readonly #restarted: RestartMemory
  readonly #lines: LineCount
  readonly #kept = new WeakMap<TrackedFile, LoadProof>()
  #keptAt = 0
  #hasAdopted = false

  constructor(private readonly options: AgentOptions<ProxyAgent>) {
    const { settings, stateDirectory } = options
    const stir = () => options.on?.stir?.(this)
    this.settings = settings
    this.link = options.link
    this.#lines = new LineCount(options.link, settings.config)
    this.git = options.git
    this.live = new LiveFile(settings.config, { stir, renewed: () => options.on?.renewed?.(this) })
    this.#source =
      settings.source === null ? null : new LiveFile(settings.source, { stir, renewed: () => {} })
    this.unread = new UnreadEvents(settings.events, options.say)
    this.positions = new Positions(stateDirectory)
    if (this.positions.cloned) options.say('the state directory is a copy of another; starting afresh')
    this.#restarted = new RestartMemory(stateDirectory, this.positions.cloned)
    this.#unseen = new Map(this.positions.files().map((file) => [file.id, file]))
    this.reports = new Reports(this.positions, options.version)
    this.positions.save()
    if (settings.mode !== 'observe' && !options.dryRun) this.#repair(settings.config, stateDirectory)
    this.delivery = new Delivery(settings, this.live, stateDirectory, {
      say: options.say,
      onWriting: () => options.on?.writing?.(this),
      onWritten: () => options.on?.written?.(this),
    })
  }

  /** What lies in the way of one proxy's file keeps the others of the host from nothing. */
  #repair(path: string, stateDirectory: string): void {
    try {
      if (repairWrite(path, stateDirectory)) this.options.say(`finished an interrupted write of ${path}`)
    } catch (error) {
      this.options.say(`cannot finish an interrupted write of ${path}: ${wordsOf(error)}`)
    }
  }

  /** The blob of a content that this connector saw. */
  blobOf(sha256: string): string | null {
    return this.#blobs.get(sha256) ?? null
  }

  learn({ sha256, blob }: Digest): void {
    this.#blobs.set(sha256, blob)
  }

  adopt(file: TrackedFile): void {
    this.#files.set(file.id, file)
    this.#unseen.delete(file.id)
    this.#store(file)
    this.#hasAdopted = true
    this.options.on?.stir?.(this)
  }

  /** The ids of files that were taken up must be durable before the server hears of them. */
  saveAdopted(): void {
    if (this.#hasAdopted) this.positions.save()
    this.#hasAdopted = false
  }

  /** What was not sent of a file that is gone stands in another one. */
  forget(id: string): void {
    this.#unseen.delete(id)
    this.positions.delete(id)
  }

  drop(file: TrackedFile): void {
    this.#files.delete(file.id)
    this.positions.delete(file.id)
    this.positions.save()
  }

  /** What is proved of a load cannot be proved again by whoever comes later: it is kept at once. */
  stirred(file: TrackedFile): void {
    if (file.tracker.proof !== null && file.tracker.proof !== this.#kept.get(file)) {
      this.#kept.set(file, file.tracker.proof)
      this.#store(file)
      this.positions.keep()
    }
    this.options.on?.stir?.(this)
  }

  /** Positions whose files were not found, but for those of processes of which a file waits: it may hold what they name. */
  takeUnseen(waiting: ReadonlySet<string | undefined>): StoredFile[] {
    const unseen = [...this.#unseen.values()].filter(({ instanceId }) => !waiting.has(instanceId))
    for (const { id } of unseen) this.#unseen.delete(id)
    return unseen
  }

  files(): TrackedFile[] {
    return [...this.#files.values()]
  }

  /** Whether something for the log is to be sent at once. */
  get urgent(): boolean {
    return this.files().some((file) => file.urgent)
  }

  /** Whether more may be known soon of a load that nobody watched. */
  get isOpen(): boolean {
    return this.files().some(({ tracker }) => tracker.isOpen)
  }

  get owes(): boolean {
    return this.files().some((file) => file.owed)
  }

  /** Whether more was read of a file that is to be sent than is kept. */
  get #isBehind(): boolean {
    return this.files().some((file) => file.owed && this.positions.of(file.id)?.size !== file.known)
  }

  /** Looks at files (`isWhole`: whatever watches say), delivers, and asks who cannot be proved to say what it loads. */
  reconcile(now: Date, { isWhole } = { isWhole: true }): void {
    // What is sent at once need not be kept.
    if (!this.#isBehind) this.#keptAt = now.getTime()
    else if (now.getTime() - this.#keptAt > KEEP_SIZES_MS) {
      this.#keptAt = now.getTime()
      this.keepSizes()
    }
    this.#forgetDone()
    if (this.#source !== null) this.#carry(this.#source, now)
    this.delivery.reconcile(now, { dryRun: this.options.dryRun, isWhole })
    const content = this.live.newest?.content ?? null
    if (content !== null) this.learn(content)
    this.#prove(now)
    this.#restart(now)
  }

  /** A file was written just now, and a live process is about to load it. */
  expectsReload(now: Date): boolean {
    const { arrivedAt, wanted } = this.delivery
    if (arrivedAt === null || wanted === null || now.getTime() - arrivedAt > 180) return false
    return newestFiles(this.files()).some((one) => runsOther(one, wanted))
  }

  /** Whether the server does not know yet what is known here. */
  get hasNews(): boolean {
    return this.reports.hasNews(this.knowledge())
  }

  /** Everything a report is made from. */
  knowledge() {
    const { refused } = this.delivery
    const delivered = this.#lines.addTo(this.delivery.delivered)
    const facts = { delivered, refused, source: this.#sourceFact, claimed: null, events: this.unread.fact }
    return { facts, files: this.files() }
  }

  /** Counts in how many lines the live file differs from what the server named. */
  async countLines(answer: ReportAnswer, signal: AbortSignal): Promise<void> {
    const { delivered, wanted } = this.delivery
    if (await this.#lines.count(delivered, answer, wanted, signal)) this.options.on?.stir?.(this)
  }

  /** The server has the decisions up to these offsets: only now they may be forgotten here. What is `missing` before is sent again. */
  acknowledge(ackedTo: Offsets, missing: Offsets = {}): void {
    for (const [id, offset] of Object.entries(ackedTo)) {
      const file = this.#files.get(id)
      if (file === undefined) continue
      file.acknowledge(offset, missing[id])
      this.#store(file)
    }
    this.positions.keep()
  }

  /** The server takes nothing under the id of a file, which another proxy has: it is sent under one of its own, durable before it is used. */
  sendAnew(id: string): void {
    const file = this.#files.get(id)
    if (file === undefined) return
    this.#files.delete(id)
    file.sendAs(randomUUID())
    this.#files.set(file.id, file)
    this.#store(file, id)
    this.positions.delete(id)
    this.positions.save()
  }

  /** Files that are gone, sent and told need no position any more. */
  #forgetDone(): void {
    const done = this.files().filter((file) => file.done)
    if (done.length === 0 || this.reports.busy) return
    for (const file of done) this.#files.delete(file.id)
    for (const file of done) this.positions.delete(file.id)
    this.positions.save()
  }

  /** What was read but not sent: should it be gone at the next start, its size is known. */
  keepSizes(): void {
    for (const file of this.#files.values()) this.#store(file)
    this.positions.keep()
  }

  close(): void {
    this.keepSizes()
    this.positions.save()
    this.live.close()
    this.#source?.close()
  }

  #store(file: TrackedFile, storedAs = file.id): void {
    const identity = file.file ?? this.positions.files().find(({ id }) => id === storedAs)
    if (identity) this.positions.set(file.store({ dev: String(identity.dev), ino: String(identity.ino) }))
  }

  /** Mode relay: what lies at the source path is wanted at the live path. */
  #carry(source: LiveFile, now: Date): void {
    const { fact, bytes } = readSource(source, now)
    if (fact.sha256 !== this.#sourceFact?.sha256 || fact.error !== this.#sourceFact.error)
      this.#sourceFact = fact
    if (bytes === null || this.settings.mode !== 'relay') return
    if (this.delivery.wanted?.sha256 !== fact.sha256) this.delivery.wanted = wantedOf(bytes, source.path)
    this.learn(this.delivery.wanted)
  }

  /** A live process below evidence 3 gets the same bytes once more: it then writes a reload event (not in mode observe). */
  #prove(now: Date): void {
    if (this.settings.mode === 'observe' || this.options.dryRun) return
    for (const { tracker, file } of newestFiles(this.files())) {
      const unproved = tracker.running !== null && tracker.running.evidence < 3
      if (tracker.running !== null && !unproved) this.#asked.forget(tracker.id)
      if (file === null || tracker.matchedBy === null || tracker.endedAt !== null || !unproved) continue
      const { wanted } = this.delivery
      if (wanted === null || !this.#asked.isDue(tracker.id, wanted.sha256, now)) continue
      if (this.delivery.rewrite()) this.#asked.note(tracker.id, wanted.sha256, now)
    }
  }

  /** The file arrived and a process did not load it: the person's own command is run once for this content, and reported. */
  #restart(now: Date): void {
    const { restartCommand } = this.settings
    const { wanted, arrivedAt } = this.delivery
    if (restartCommand === null || wanted === null || arrivedAt === null || this.options.dryRun) return
    if (now.getTime() - arrivedAt < RELOAD_MS || this.#restarted.has(wanted.sha256)) return
    const late = findLate(this.files(), wanted, arrivedAt)
    if (late === undefined) return this.#restarted.forgetOthers(wanted.sha256)
    this.#restarted.note(wanted.sha256)
    this.options.say(`no reload within ${RELOAD_MS / 1000} s: running the restart command`)
    const { sha256, blob } = wanted
    runRestartCommand(restartCommand, (told) => {
      const { id: instance, loads } = late.tracker
      loads.add({ instance, kind: 'restart-command', sha256, blob, evidence: 0, ...told })
      this.options.on?.stir?.(this)
    })
  }
}
