import type { Context } from '@/lib/context'
import type { Desired } from '@/lib/wire/desired'
import { PROVED } from '@/lib/wire/terms'
import type { DesiredTimes } from './desired-times'
import { countFleet, type FleetCounts } from './fleet-counts'
import type { GitView, KeptGitView, LatestStandings, Wanted } from './git-view'
import type { JudgedProxy, PlacedContent, PlacedRunning } from './judged-proxy'
import type { ContentPlaces } from './place-content'
import type { Following, PolicySource } from './policy-source'
import type { DesiredState, Placement, ProxyState, SeenContent } from './proxy-state'
import type { StoredProxy } from './read-proxies'
import { resolveStatus, type Span } from './resolve-status'
import { keptStanding, type KeptStanding, type Standing } from './standing'
import type { StoredInstance } from './stored-instance'

/** Derives verdicts at one instant. Desired contents, times, places and judgements that still hold are those of the view of git. */
export class FleetJudge {
  private constructor(
    private readonly source: PolicySource,
    private readonly view: GitView,
    private readonly now: Date,
  ) {}

  static async open(ctx: Context, { git }: { readonly git: KeptGitView }): Promise<FleetJudge> {
    return new FleetJudge(git.source, await git.read(ctx), ctx.now)
  }

  get times(): DesiredTimes {
    return this.view.times
  }

  get places(): ContentPlaces {
    return this.view.places
  }

  /**
   * Where proxies stand. One that was judged before is judged again only when a fact or git changed, or when time alone can have changed its
   * state; while neither can have happened to most of them, only the others are looked at.
   */
  async standings(all: readonly StoredProxy[]): Promise<readonly Standing[]> {
    const at = this.now.getTime()
    const { latest } = this.view
    if (latest?.all === all && latest.at === at) return latest.standings
    const base = latest !== null && latest.all.length === all.length && holds(latest.span, at) ? latest : null
    const standings = base === null ? [] : [...base.standings]
    const loose = new Set<number>()
    let { after, until } = base?.span ?? { after: -Infinity, until: Infinity }
    for (const place of placesToJudge(all, base)) {
      const stored = all[place]
      if (stored === undefined) continue
      const { standing, span } = this.#keptStanding(stored, at) ?? (await this.#stand(stored))
      standings[place] = standing
      // Pins end, and there are few of them.
      if (this.view.pinned.has(stored.name)) loose.add(place)
      else [after, until] = [Math.max(after, span.after), Math.min(until, span.until)]
    }
    this.view.latest = { all, at, standings, span: { after, until }, loose }
    return standings
  }

  /** The same in numbers. */
  async counts(all: readonly StoredProxy[]): Promise<FleetCounts> {
    const standings = await this.standings(all)
    const counts = countFleet(standings, this.view.counts)
    this.view.counts = counts
    return counts
  }

  #keptStanding(stored: StoredProxy, at: number): KeptStanding | null {
    const kept = this.view.standings.get(stored.id)
    if (kept === undefined || kept.standing.stored !== stored) return null
    return holds(kept.span, at) ? kept : null
  }

  async #stand(stored: StoredProxy): Promise<KeptStanding> {
    const kept = keptStanding(this.#judgeKnown(stored) ?? (await this.judge(stored)), this.now)
    if (!this.view.pinned.has(stored.name)) this.view.standings.set(stored.id, kept)
    return kept
  }

  /** Judges many: what one proxy needs of git is known to the others without asking. */
  async judgeAll(all: readonly StoredProxy[]): Promise<JudgedProxy[]> {
    const judged: JudgedProxy[] = []
    for (const stored of all) judged.push(this.#judgeKnown(stored) ?? (await this.judge(stored)))
    return judged
  }

  /** Null when something must be looked up first. */
  #judgeKnown(stored: StoredProxy): JudgedProxy | null {
    const wanted = this.view.pinned.has(stored.name) ? undefined : this.view.read.get(keyOf(stored))
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
    for (const blob of blobsOf(proxy, wanted.policy.desired)) {
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
    for (const blob of blobsOf(proxy, wanted.policy.desired))
      places.set(blob, await this.places.place(ref, stored.policyPath, blob))
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
      // What Lockstep brings itself has no commit that it does not have.
      silence: known.mode === 'pull' ? null : this.view.silence,
      delivered: known.delivered,
      refused: known.refused,
      unread: known.unread,
      instances: known.live,
      lastEndedAt: known.lastEndedAt,
      lastRunning: known.lastRunning,
      pin,
      allowanceMs,
      tool: toolOf(known),
    }
    return {
      stored: known,
      verdict: resolveStatus(state, place, this.now),
      desired,
      broughtBy: desired.kind === 'file' ? bringerIn(place(desired.blob)) : null,
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
    if (this.view.pinned.has(stored.name)) return this.#ask(stored)
    const key = keyOf(stored)
    const shared = this.view.desired.get(key)
    if (shared) return shared
    const asking = this.#ask({ ...stored, name: '' }).then((wanted) => {
      this.view.read.set(key, wanted)
      return wanted
    })
    this.view.desired.set(key, asking)
    // What could not be read is asked for again.
    asking.catch(() => this.view.desired.delete(key))
    return asking
  }

  async #ask(following: Following): Promise<Wanted> {
    const policy = await this.source.desiredOf(following, this.now)
    const since = await this.times.since(policy, this.now)
    return { policy, since, state: toDesiredState(policy.desired, policy.ref, since) }
  }
}

function holds({ after, until }: Span, at: number): boolean {
  return after < at && at <= until
}

/** All places, or those that stand otherwise than in `base` for all that is known without a look. */
function placesToJudge(all: readonly StoredProxy[], base: LatestStandings | null): Iterable<number> {
  if (base === null) return all.keys()
  const places: number[] = []
  for (let place = 0; place < all.length; place += 1)
    if (all[place] !== base.all[place] || base.loose.has(place)) places.push(place)
  return places
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
function blobsOf({ delivered, lastRunning, live }: StoredProxy, desired: Desired): Set<string> {
  const blobs = new Set<string>(desired.kind === 'file' ? [desired.blob] : [])
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

function bringerIn(placement: Placement): string | null {
  return placement.kind === 'on-ref' ? placement.introducedBy : null
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
