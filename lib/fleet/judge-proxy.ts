import type { Context } from '@/lib/context'
import type { Desired } from '@/lib/wire/desired'
import { PROVED, type Evidence } from '@/lib/wire/terms'
import { DesiredTimes } from './desired-times'
import { ContentPlaces } from './place-content'
import type { DesiredPolicy, Following, PolicySource } from './policy-source'
import type { DesiredState, Placement, ProxyState, SeenContent } from './proxy-state'
import type { StoredInstance, StoredProxy } from './read-proxies'
import { resolveStatus, type Verdict } from './resolve-status'

/** A content with its place in git, for people: which commit brought it, and how many changes of this file came since. */
export interface PlacedContent {
  readonly sha256: string | null
  readonly blob: string | null
  /** The commit that brought this content to the ref; null when none did. */
  readonly commit: string | null
  readonly behindBy: number | null
  readonly at: Date
  readonly source: string
}

export interface PlacedRunning extends PlacedContent {
  readonly evidence: Evidence
  readonly reason: string | null
}

/** A proxy with its verdict and what it was derived from. */
export interface JudgedProxy {
  readonly stored: StoredProxy
  readonly verdict: Verdict
  readonly desired: Desired
  readonly desiredSince: Date
  /** Short name of the ref that it follows. */
  readonly ref: string
  readonly allowanceMs: number
  readonly pin: { readonly commit: string; readonly reason: string; readonly until: Date } | null
  readonly delivered: PlacedContent | null
  /** What the live processes run, each content once, proved or not. */
  readonly running: readonly PlacedRunning[]
}

/** Derives verdicts; desired contents, times and places are looked up once for all proxies of one answer. */
export class FleetJudge {
  readonly #desired = new Map<string, Promise<Wanted>>()
  /** Those of `#desired` that were read. */
  readonly #read = new Map<string, Wanted>()
  readonly places: ContentPlaces

  private constructor(
    private readonly ctx: Context,
    private readonly source: PolicySource,
    readonly times: DesiredTimes,
    private readonly pinned: ReadonlySet<string>,
  ) {
    this.places = new ContentPlaces(source)
  }

  static async open(ctx: Context, source: PolicySource): Promise<FleetJudge> {
    const [times, { configuration }] = await Promise.all([DesiredTimes.read(ctx, source), source.head()])
    return new FleetJudge(ctx, source, times, new Set(configuration.pins.map(({ proxy }) => proxy)))
  }

  /** Judges many: what one proxy needs of git is known to the others without asking. */
  async judgeAll(all: readonly StoredProxy[]): Promise<JudgedProxy[]> {
    const judged: JudgedProxy[] = []
    for (const stored of all) judged.push(this.#judgeKnown(stored) ?? (await this.judge(stored)))
    return judged
  }

  /** Null when something must be looked up first. */
  #judgeKnown(stored: StoredProxy): JudgedProxy | null {
    const wanted = this.pinned.has(stored.name) ? undefined : this.#read.get(keyOf(stored))
    if (wanted === undefined) return null
    const { ref } = wanted.policy
    const { policyPath } = stored
    let proxy = stored
    if (lacksBlobs(stored)) {
      const blobs = this.places.knownBlobs(ref, policyPath)
      if (blobs === undefined) return null
      proxy = withBlobs(stored, ({ sha256 }) => blobs.get(sha256 ?? '') ?? null)
    }
    const places = new Map<string, Placement>()
    for (const blob of blobsOf(proxy)) {
      const place = this.places.known(ref, policyPath, blob)
      if (place === undefined) return null
      places.set(blob, place)
    }
    return this.#verdict(proxy, wanted, places)
  }

  async judge(stored: StoredProxy): Promise<JudgedProxy> {
    const wanted = await this.#desiredOf(stored)
    const { ref } = wanted.policy
    let proxy = stored
    if (lacksBlobs(stored)) {
      const blobs = await this.places.blobsOf(ref, stored.policyPath)
      proxy = withBlobs(stored, ({ sha256 }) => blobs.get(sha256 ?? '') ?? null)
    }
    const places = new Map<string, Placement>()
    for (const blob of blobsOf(proxy)) places.set(blob, await this.places.place(ref, stored.policyPath, blob))
    return this.#verdict(proxy, wanted, places)
  }

  #verdict(
    known: StoredProxy,
    { policy, since, state: wantedState }: Wanted,
    places: ReadonlyMap<string, Placement>,
  ): JudgedProxy {
    const { desired, ref, allowanceMs } = policy
    const place = (blob: string | null): Placement =>
      blob === null ? NOWHERE : (places.get(blob) ?? NOWHERE)
    const pin = policy.pin === null ? null : { ...policy.pin, until: new Date(policy.pin.until) }
    const state: ProxyState = {
      lastSeenAt: known.lastSeenAt,
      desired: wantedState,
      delivered: known.delivered,
      refused: known.refused,
      instances: known.live,
      lastEndedAt: known.lastEndedAt,
      lastRunning: known.lastRunning,
      pin,
      allowanceMs,
      tool: toolOf(known),
    }
    return {
      stored: known,
      verdict: resolveStatus(state, place, this.ctx.now),
      desired,
      desiredSince: since,
      ref,
      allowanceMs,
      pin,
      delivered: known.delivered === null ? null : placed(known.delivered, place),
      running: runningOf(known.live, place),
    }
  }

  /** All proxies of one policy in one environment want the same, unless one of them is pinned. */
  #desiredOf(stored: StoredProxy): Promise<Wanted> {
    if (this.pinned.has(stored.name)) return this.#ask(stored)
    const key = keyOf(stored)
    const shared = this.#desired.get(key)
    if (shared) return shared
    const asking = this.#ask({ ...stored, name: '' }).then((wanted) => {
      this.#read.set(key, wanted)
      return wanted
    })
    this.#desired.set(key, asking)
    return asking
  }

  async #ask(following: Following): Promise<Wanted> {
    const policy = await this.source.desiredOf(following, this.ctx.now)
    const since = await this.times.since(policy)
    return { policy, since, state: toDesiredState(policy.desired, policy.ref, since) }
  }
}

/** What a proxy should run, and since when. */
interface Wanted {
  readonly policy: DesiredPolicy
  readonly since: Date
  readonly state: DesiredState
}

const NOWHERE: Placement = { kind: 'unknown' }

function keyOf({ environment, policyPath }: Following): string {
  return `${environment}\0${policyPath}`
}

/** Our own proxy states a sha256 only; its blob is found among the versions of the file. */
function lacksBlobs({ live, lastRunning }: StoredProxy): boolean {
  const lacks = (content: SeenContent | null) => content?.blob === null && content.sha256 !== null
  return lacks(lastRunning) || live.some(({ running, attempted }) => lacks(running) || lacks(attempted))
}

function withBlobs(stored: StoredProxy, find: (content: SeenContent) => string | null): StoredProxy {
  const fill = <Content extends SeenContent>(content: Content | null): Content | null =>
    content === null ? null : { ...content, blob: content.blob ?? find(content) }
  const live = stored.live.map((instance) => ({
    ...instance,
    attempted: fill(instance.attempted),
    running: fill(instance.running),
  }))
  return { ...stored, live, lastRunning: fill(stored.lastRunning) }
}

/** The contents whose place decides. */
function blobsOf({ delivered, lastRunning, live }: StoredProxy): Set<string> {
  const blobs = new Set<string>()
  for (const content of [delivered, lastRunning]) if (content?.blob != null) blobs.add(content.blob)
  for (const { running } of live) if (running?.blob != null) blobs.add(running.blob)
  return blobs
}

function toDesiredState(desired: Desired, ref: string, since: Date): DesiredState {
  if (desired.kind === 'unknown') return { kind: 'unknown', ref, path: desired.path, reason: desired.reason }
  return { ...desired, ref, since }
}

/** Who brings the file to the live path. */
function toolOf({ mode, host }: StoredProxy): string {
  const named = typeof host.deliveryTool === 'string' && host.deliveryTool !== '' ? host.deliveryTool : null
  switch (mode) {
    case 'pull':
      return 'Lockstep'
    case 'git':
      return "the connector's own fetch"
    case 'relay':
      return named ?? 'whatever fills the source path'
    default:
      return named ?? 'whatever writes the live path'
  }
}

/** A content with its commit. */
export function placed(content: SeenContent, place: (blob: string | null) => Placement): PlacedContent {
  const placement = place(content.blob)
  const { sha256, blob, at, source } = content
  const onRef = placement.kind === 'on-ref' ? placement : null
  return { sha256, blob, at, source, commit: onRef?.introducedBy ?? null, behindBy: onRef?.behindBy ?? null }
}

function runningOf(
  live: readonly StoredInstance[],
  place: (blob: string | null) => Placement,
): PlacedRunning[] {
  const contents = new Map<string, PlacedRunning>()
  for (const { running } of live) {
    if (running === null) continue
    const { evidence, reason } = running
    const key = `${running.sha256}\0${evidence >= PROVED}`
    if (contents.has(key)) continue
    const { sha256, blob, commit, behindBy, at, source } = placed(running, place)
    contents.set(key, { sha256, blob, commit, behindBy, at, source, evidence, reason })
  }
  return [...contents.values()]
}
