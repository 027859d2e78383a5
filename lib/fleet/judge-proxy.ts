import type { Context } from '@/lib/context'
import type { Desired } from '@/lib/wire/desired'
import { PROVED, type Evidence } from '@/lib/wire/terms'
import { DesiredTimes } from './desired-times'
import { ContentPlaces } from './place-content'
import type { DesiredPolicy, PolicySource } from './policy-source'
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
  readonly #desired = new Map<string, Promise<{ policy: DesiredPolicy; since: Date }>>()
  readonly places: ContentPlaces

  private constructor(
    private readonly ctx: Context,
    private readonly source: PolicySource,
    readonly times: DesiredTimes,
  ) {
    this.places = new ContentPlaces(source)
  }

  static async open(ctx: Context, source: PolicySource): Promise<FleetJudge> {
    return new FleetJudge(ctx, source, await DesiredTimes.read(ctx, source))
  }

  async judge(stored: StoredProxy): Promise<JudgedProxy> {
    const { policy, since } = await this.#desiredOf(stored)
    const { desired, ref, allowanceMs } = policy
    const known = await this.#withBlobs(stored, ref)
    const places = await this.#placesOf(known, ref)
    const place = (blob: string | null): Placement =>
      blob === null ? { kind: 'unknown' } : (places.get(blob) ?? { kind: 'unknown' })
    const pin = policy.pin === null ? null : { ...policy.pin, until: new Date(policy.pin.until) }
    const state: ProxyState = {
      lastSeenAt: known.lastSeenAt,
      desired: toDesiredState(desired, ref, since),
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
  #desiredOf(stored: StoredProxy): Promise<{ policy: DesiredPolicy; since: Date }> {
    const key = `${stored.environment}\0${stored.policyPath}`
    const shared = this.#desired.get(key)
    if (shared) return shared.then((found) => this.#unlessPinned(stored, found))
    const reading = this.#read({ ...stored, name: '' })
    this.#desired.set(key, reading)
    return reading.then((found) => this.#unlessPinned(stored, found))
  }

  async #unlessPinned(stored: StoredProxy, found: { policy: DesiredPolicy; since: Date }) {
    const { configuration } = await this.source.head()
    return configuration.pins.some(({ proxy }) => proxy === stored.name) ? this.#read(stored) : found
  }

  async #read(stored: StoredProxy): Promise<{ policy: DesiredPolicy; since: Date }> {
    const policy = await this.source.desiredOf(stored, this.ctx.now)
    return { policy, since: await this.times.since(policy) }
  }

  /** Our own proxy states a sha256 only; its blob is found among the versions of the file. */
  async #withBlobs(stored: StoredProxy, ref: string): Promise<StoredProxy> {
    const lacks = (content: SeenContent | null | undefined) =>
      content?.blob === null && content.sha256 !== null
    if (
      !stored.live.some(({ running, attempted }) => lacks(running) || lacks(attempted)) &&
      !lacks(stored.lastRunning)
    )
      return stored
    const fill = async <Content extends SeenContent>(content: Content | null): Promise<Content | null> =>
      content === null
        ? null
        : { ...content, blob: await this.places.blobOf(ref, stored.policyPath, content) }
    const live = await Promise.all(
      stored.live.map(async (instance) => ({
        ...instance,
        attempted: await fill(instance.attempted),
        running: await fill(instance.running),
      })),
    )
    return { ...stored, live, lastRunning: await fill(stored.lastRunning) }
  }

  async #placesOf(stored: StoredProxy, ref: string): Promise<Map<string, Placement>> {
    const contents = [stored.delivered, stored.lastRunning, ...stored.live.map(({ running }) => running)]
    const blobs = new Set(contents.flatMap((content) => content?.blob ?? []))
    const places = new Map<string, Placement>()
    for (const blob of blobs) places.set(blob, await this.places.place(ref, stored.policyPath, blob))
    return places
  }
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
    if (!contents.has(key)) contents.set(key, { ...placed(running, place), evidence, reason })
  }
  return [...contents.values()]
}
