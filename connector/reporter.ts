import type { AttemptFact, ContentFact, InstanceReport, LoadReport, ReportRequest } from '@/lib/wire/report'
import { PROTOCOL } from '@/lib/wire/terms'
import type { TrackedFile } from './tracked-file'

const FACTS = ['delivered', 'source', 'claimed', 'refused'] as const
type FactName = (typeof FACTS)[number]

/** What the connector knows about a proxy at one moment. */
export interface Known {
  readonly facts: { readonly [Name in Exclude<FactName, 'refused'>]: ContentFact | null } & {
    readonly refused: AttemptFact | null
  }
  readonly files: readonly TrackedFile[]
}

interface Told {
  readonly facts: Record<FactName, string>
  readonly instances: Map<string, string>
}

const NOTHING = (): Told => ({
  facts: { delivered: 'null', source: 'null', claimed: 'null', refused: 'null' },
  instances: new Map(),
})

/**
 * Turns what is known into reports that say only what is new. A report that was not answered is sent again as it was: the server may
 * have stored it.
 */
export class Reports {
  #seq = -1
  #told: Told = NOTHING()
  #wantFull = true
  #open: ReportRequest | null = null
  /** Loads that were read from files and not told yet. */
  #loads: LoadReport[] = []

  constructor(
    private readonly boot: string,
    private readonly previousBoot: string | null,
    private readonly version: string,
  ) {}

  /** The next report. When nothing is new it is a keep-alive, which repeats the last number. */
  next(known: Known, now: Date): ReportRequest {
    if (this.#open !== null) return { ...this.#open, clock: now.toISOString() }
    for (const { tracker } of known.files) this.#loads.push(...tracker.loads.splice(0))
    const loads = this.#loads.slice(0, 500)
    const instances = known.files.map(({ tracker }) => tracker.report())
    // Two files of one process (the first was truncated): the newer one knows more.
    const unique = [...new Map(instances.map((instance) => [instance.id, instance])).values()].slice(-400)
    const changed = this.#wantFull ? unique : unique.filter((instance) => this.#isNews(instance))
    const facts = this.#newFacts(known)
    const news = this.#wantFull || changed.length > 0 || loads.length > 0 || Object.keys(facts).length > 0
    const report: ReportRequest = {
      protocol: PROTOCOL,
      version: this.version,
      boot: this.boot,
      previousBoot: this.previousBoot,
      seq: news ? this.#seq + 1 : Math.max(this.#seq, 0),
      full: this.#wantFull,
      clock: now.toISOString(),
      facts,
      instances: changed,
      loads,
      files:
        this.#wantFull || changed.length > 0 ? known.files.slice(-500).map((file) => file.position()) : [],
      droppedTotal: 0,
    }
    if (news) this.#open = report
    return report
  }

  /** The server answered: what the report said is told, and what it asks for is done next. */
  answered(report: ReportRequest, answer: { readonly ack: number; readonly wantFull: boolean }): void {
    if (this.#open !== null && report.seq === this.#open.seq && !answer.wantFull) {
      for (const name of FACTS)
        if (name in report.facts) this.#told.facts[name] = JSON.stringify(report.facts[name] ?? null)
      for (const instance of report.instances) this.#told.instances.set(instance.id, JSON.stringify(instance))
      this.#loads.splice(0, report.loads.length)
    }
    this.#seq = Math.max(this.#seq, report.seq)
    this.#open = null
    this.#wantFull = answer.wantFull
    if (answer.wantFull) this.#told = NOTHING()
  }

  /** True while something was not told yet, as far as the last report knew. */
  get busy(): boolean {
    return this.#open !== null || this.#loads.length > 0 || this.#wantFull
  }

  /** Whether the next report would tell something new. */
  hasNews(known: Known): boolean {
    if (this.busy || known.files.some(({ tracker }) => tracker.loads.length > 0)) return true
    if (Object.keys(this.#newFacts(known)).length > 0) return true
    return known.files.some(({ tracker }) => this.#isNews(tracker.report()))
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
    }
  }
}
