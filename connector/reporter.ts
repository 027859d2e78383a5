import {
  MOST_INSTANCES,
  type AttemptFact,
  type ContentFact,
  type InstanceReport,
  type LoadReport,
  type ReportAnswer,
  type ReportRequest,
} from '@/lib/wire/report'
import { PROTOCOL } from '@/lib/wire/terms'
import { newestFiles } from './newest-file'
import type { Positions } from './positions'
import { reportInstance } from './report-instance'
import type { TrackedFile } from './tracked-file'

const FACTS = ['delivered', 'source', 'claimed', 'refused', 'events'] as const
type FactName = (typeof FACTS)[number]

/** What the connector knows about a proxy at one moment. */
export interface Known {
  readonly facts: { readonly [Name in Exclude<FactName, 'refused'>]: ContentFact | null } & {
    readonly refused: AttemptFact | null
  }
  readonly files: readonly TrackedFile[]
}

const MOST_LOADS = 500
const MOST_FILES = 1000

interface Told {
  readonly facts: Record<FactName, string>
  readonly instances: Map<string, string>
}

const NOTHING = (): Told => ({
  facts: { delivered: 'null', source: 'null', claimed: 'null', refused: 'null', events: 'null' },
  instances: new Map(),
})

/**
 * Turns what is known into reports that say only what is new. A report that was not answered is sent again as it was: the server may
 * have stored it.
 */
export class Reports {
  #seq: number
  #told: Told = NOTHING()
  #wantFull = true
  #open: ReportRequest | null = null
  /** Loads that were read from files and not told yet. */
  #loads: LoadReport[] = []
  /** The last report could not hold all that was to be told. */
  #isCut = false
  /** Of those, what the open report tells. */
  #sent: readonly LoadReport[] = []
  /** A server of before refuses what it does not know. */
  #takesEvents = false
  #takesTakenAt = false

  constructor(
    private readonly start: Pick<Positions, 'boot' | 'previousBoot' | 'starts'>,
    private readonly version: string,
  ) {
    this.#seq = start.starts - 1
  }

  /** The next report. When nothing is new it is a keep-alive, which repeats the last number. */
  next(known: Known, now: Date): ReportRequest {
    if (this.#open !== null) return { ...this.#open, clock: now.toISOString() }
    if (this.#wantFull) this.#loads = this.#retold(known)
    for (const { tracker } of known.files) this.#loads.push(...tracker.loads.take())
    const { instances, waiting } = this.#newInstances(known)
    // The server keeps loads of processes that it knows, or is told of in the same report.
    const loads = this.#loads.filter(({ instance }) => !waiting.has(instance)).slice(0, MOST_LOADS)
    this.#sent = loads
    const facts = this.#newFacts(known)
    const news = this.#wantFull || instances.length > 0 || loads.length > 0 || Object.keys(facts).length > 0
    const report: ReportRequest = {
      protocol: PROTOCOL,
      version: this.version,
      boot: this.start.boot,
      previousBoot: this.start.previousBoot,
      seq: news ? this.#seq + 1 : Math.max(this.#seq, 0),
      full: this.#wantFull,
      clock: now.toISOString(),
      facts,
      instances,
      loads: this.#takesTakenAt ? loads : loads.map(withoutTakenAt),
      files: filesOf(instances, known),
      droppedTotal: 0,
    }
    this.#isCut = waiting.size > 0
    if (news) this.#open = report
    return report
  }

  /** The server answered: what the report said is told, and what it asks for is done next. */
  answered(report: ReportRequest, answer: Omit<ReportAnswer, 'intervalS' | 'desired'>): void {
    this.#takesEvents = answer.takesEvents === true
    this.#takesTakenAt = answer.takesTakenAt === true
    if (this.#open !== null && report.seq === this.#open.seq && !answer.wantFull) {
      for (const name of FACTS)
        if (name in report.facts) this.#told.facts[name] = JSON.stringify(report.facts[name] ?? null)
      for (const instance of report.instances) this.#told.instances.set(instance.id, JSON.stringify(instance))
      const told = new Set(this.#sent)
      for (const load of told) load.takenAt ??= answer.serverTime
      this.#loads = this.#loads.filter((load) => !told.has(load))
    }
    this.#seq = Math.max(this.#seq, report.seq)
    this.#open = null
    this.#wantFull = answer.wantFull
    if (answer.wantFull) this.#told = NOTHING()
  }

  /** True while something was not told yet, as far as the last report knew. */
  get busy(): boolean {
    return this.#open !== null || this.#loads.length > 0 || this.#wantFull || this.#isCut
  }

  /** Whether the next report would tell something new. */
  hasNews(known: Known): boolean {
    if (this.busy || known.files.some(({ tracker }) => tracker.loads.areNew)) return true
    if (Object.keys(this.#newFacts(known)).length > 0) return true
    return newestFiles(known.files).some(({ tracker }) => this.#isNews(reportInstance(tracker)))
  }

  /** All that is remembered: of a server that was restored from a backup nobody knows what it has. It keeps each load once. */
  #retold({ files }: Known): LoadReport[] {
    const told = files.flatMap(({ tracker }) => tracker.loads.told)
    return [...new Set([...told, ...this.#loads])]
  }

  /** Processes to tell of now, those that live first, and the ids of those that have to wait for the next report. */
  #newInstances({ files }: Known): { instances: InstanceReport[]; waiting: Set<string> } {
    const all = newestFiles(files).map(({ tracker }) => reportInstance(tracker))
    const news = this.#wantFull ? all : all.filter((instance) => this.#isNews(instance))
    const sorted = news.sort((a, b) => Number(a.endedAt !== null) - Number(b.endedAt !== null))
    const waiting = new Set(sorted.slice(MOST_INSTANCES).map(({ id }) => id))
    return { instances: sorted.slice(0, MOST_INSTANCES), waiting }
  }

  #isNews(instance: InstanceReport): boolean {
    return this.#told.instances.get(instance.id) !== JSON.stringify(instance)
  }

  #newFacts({ facts }: Known): ReportRequest['facts'] {
    const isNews = (name: FactName) =>
      this.#wantFull || JSON.stringify(facts[name]) !== this.#told.facts[name]
    return {
      ...(isNews('delivered') ? { delivered: facts.delivered } : {}),
      ...(isNews('source') ? { source: facts.source } : {}),
      ...(isNews('claimed') ? { claimed: facts.claimed } : {}),
      ...(isNews('refused') ? { refused: facts.refused } : {}),
      ...(this.#takesEvents && isNews('events') ? { events: facts.events } : {}),
    }
  }
}

/** Event files of the processes that a report names, and those that are gone. */
function filesOf(instances: readonly InstanceReport[], { files }: Known): ReportRequest['files'] {
  if (instances.length === 0) return []
  const named = new Set(instances.map(({ id }) => id))
  return files
    .filter(({ file, tracker }) => file === null || named.has(tracker.id))
    .slice(-MOST_FILES)
    .map((file) => file.position())
}

/** As servers know a load that take no more. */
function withoutTakenAt(load: LoadReport): LoadReport {
  const told = { ...load }
  delete told.takenAt
  return told
}
