import type { Context } from '@/lib/context'
import { DesiredTimes } from './desired-times'
import type { FleetCounts } from './fleet-counts'
import { KeptThen } from './kept-then'
import { ContentPlaces } from './place-content'
import type { DesiredPolicy, PolicySource } from './policy-source'
import type { DesiredState, ProxyState } from './proxy-state'
import type { StoredProxy } from './read-proxies'
import type { Span } from './resolve-status'
import type { KeptStanding, Standing } from './standing'

/** What a proxy should run, and since when. */
export interface Wanted {
  readonly policy: DesiredPolicy
  readonly since: Date
  readonly state: DesiredState
}

/** What was looked up in one state of git and of the record of its moves, and what was judged by it. */
export interface GitView {
  readonly times: DesiredTimes
  readonly silence: ProxyState['silence']
  /** Names of the proxies that a pin is about, also one that is over. */
  readonly pinned: ReadonlySet<string>
  readonly desired: Map<string, Promise<Wanted>>
  /** Those of `desired` that were read. */
  readonly read: Map<string, Wanted>
  readonly places: ContentPlaces
  /** By the proxy's id. A stored proxy is another object as soon as anything that is known of it is another: what was judged of the one before is over. */
  readonly standings: Map<string, KeptStanding>
  /** What was asked for last: the parts of one answer ask for the same, and the next answer for nearly the same. */
  latest: LatestStandings | null
  counts: FleetCounts | null
  readonly past: KeptThen
}

/** Where a fleet stood at one instant. */
export interface LatestStandings {
  readonly all: readonly StoredProxy[]
  readonly at: number
  readonly standings: readonly Standing[]
  /** In which all of them hold, but for those at `loose` places, which are judged for each instant. */
  readonly span: Span
  readonly loose: ReadonlySet<number>
}

/** The newest view of git. All answers share it until a ref moves, a move is recorded, or the repository falls silent or is heard again; then it is forgotten as a whole. */
export class KeptGitView {
  #kept: { readonly state: object; readonly moves: number; readonly view: GitView } | null = null
  /** A context is made for one answer. */
  readonly #answers = new WeakMap<Context, Promise<GitView>>()

  constructor(readonly source: PolicySource) {}

  /** The parts of one answer share one view. */
  read(ctx: Context): Promise<GitView> {
    const reading = this.#answers.get(ctx) ?? this.#readNow(ctx)
    this.#answers.set(ctx, reading)
    return reading
  }

  async #readNow(ctx: Context): Promise<GitView> {
    // Taken before anything is read: what moves meanwhile makes the next answer look again.
    const { state } = this.source
    const { silence } = this.source.mirror
    const moves = await DesiredTimes.count(ctx)
    const kept = this.#kept
    const isAsSilent = kept !== null && sinceOf(kept.view) === sinceOf({ silence })
    if (isAsSilent && kept.state === state && kept.moves === moves) return kept.view
    const [times, { configuration }] = await Promise.all([
      DesiredTimes.read(ctx, this.source),
      this.source.head(),
    ])
    const view: GitView = {
      times,
      silence,
      pinned: new Set(configuration.pins.map(({ proxy }) => proxy)),
      desired: new Map(),
      read: new Map(),
      places: new ContentPlaces(this.source),
      standings: new Map(),
      latest: null,
      counts: null,
      past: new KeptThen(),
    }
    this.#kept = { state, moves: times.length, view }
    return view
  }
}

/** Tells one silence from another, and from none. */
function sinceOf({ silence }: Pick<GitView, 'silence'>): number | null | undefined {
  return silence === null ? undefined : (silence.since?.getTime() ?? null)
}
