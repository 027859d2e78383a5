import type { Context } from '@/lib/context'
import { PROVED } from '@/lib/wire/terms'
import * as z from 'zod'
import { fleetBoard, type BoardRow } from './fleet-board'
import { compareGroups, groupOf, groupTotals, type FleetGroup } from './fleet-groups'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import { group } from './read-proxies'
import type { JudgedProxy, PlacedContent, PlacedRunning } from './judged-proxy'
import { countToolChanges, type ToolChanges } from './tools/count-tool-changes'
import { worstEvidence, type Standing } from './standing'
import { FLEET_STATES, fleetState, urgency, type FleetStateId, type FleetStateSlug } from './states'

const SLUGS = FLEET_STATES.map(({ slug }) => slug)
const MAX_ROWS = 500

export const listFleetInput = z.strictObject({
  states: z.array(z.enum(SLUGS)).default([]),
  environment: z.string().nullable().default(null),
  /** Full repository path. */
  policy: z.string().nullable().default(null),
  team: z.string().nullable().default(null),
  /** Text in the name, path or a label. */
  q: z.string().default(''),
  /** Only proxies whose worst live evidence is below this level. */
  evidenceBelow: z.number().int().min(0).max(5).nullable().default(null),
  /** Only proxies whose server changed its tools, which nobody acknowledged. */
  toolsChanged: z.boolean().default(false),
  /** Rows of one group stay together, the largest group first. */
  by: z.enum(['env', 'team', 'policy', 'state', 'none']).default('none'),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(0).max(MAX_ROWS).default(100),
})
export type ListFleetInput = z.input<typeof listFleetInput>

/** One line of the fleet. */
export interface FleetRow {
  readonly name: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  /** Full repository path. */
  readonly policyPath: string
  readonly mode: string
  /** Declared; no event says it. */
  readonly engine: string
  readonly state: FleetStateId
  readonly sentence: string
  readonly stale: boolean
  readonly lastSeenAt: Date | null
  /** Null when removed or not known. */
  readonly desired: { readonly sha256: string; readonly blob: string; readonly commit: string } | null
  readonly desiredSince: Date
  readonly delivered: PlacedContent | null
  readonly running: readonly PlacedRunning[]
  /** Worst evidence among live processes; null without one. */
  readonly evidence: number | null
  /** Live processes, and how many of them are in the headline's state. */
  readonly live: number
  readonly count: number
  /** How many of the live processes only observe: whatever they run, they deny nothing. */
  readonly observing: number
  /** How often its server changed its tools since somebody acknowledged that. Its own kind of drift, beside the state. */
  readonly toolChanges: number
  /** Since when; null when it is 0. */
  readonly toolsChangedSince: Date | null
}

export type FleetBuckets = Readonly<Record<FleetStateSlug, number>>

export interface FleetList {
  /** All eleven states, zeros included, of the proxies that match everything but `states`, `evidenceBelow` and `toolsChanged`. */
  readonly buckets: FleetBuckets
  /** The denominator of the buckets. */
  readonly total: number
  readonly drift: number
  readonly unknown: number
  /** How many rows match all filters; `rows` is a page of them, worst first. */
  readonly matching: number
  readonly rows: readonly FleetRow[]
  /** The groups of the proxies in the denominator, in the order of their rows; none when not grouped. */
  readonly groups: readonly FleetGroup[]
  /** Where the proxies of the denominator stand, by environment. */
  readonly board: readonly BoardRow[]
  /** Proxies of the denominator whose worst live evidence is below E3. */
  readonly belowProof: number
  /** Proxies of the denominator whose server changed its tools, which nobody acknowledged. */
  readonly toolsChanged: {
    readonly total: number
    /** When the first of these changes was seen; null without one. */
    readonly since: Date | null
    /** Of at most three of them. */
    readonly names: readonly string[]
  }
  /** Values to offer as filters, over the whole fleet. */
  readonly environments: readonly string[]
  readonly teams: readonly string[]
  /** Age of the oldest proof among live processes that are in sync: null without one. */
  readonly oldestContactAt: Date | null
  /** Why the newest `.lockstep.yaml` is not used; null when it is. */
  readonly configurationProblem: string | null
  readonly computedAt: Date
}

/** The fleet with verdicts derived now from stored facts and git. */
export async function listFleet({
  ctx,
  parts,
  input,
}: {
  ctx: Context
  parts: FleetParts
  input: ListFleetInput
}): Promise<FleetList> {
  const wanted = listFleetInput.parse(input)
  const { offset, limit } = wanted
  const { all, head, proxies, matching, groups, toolChanges, show } = await matchFleet({
    ctx,
    parts,
    wanted,
  })
  const buckets = countStates(proxies)
  return {
    buckets,
    total: proxies.length,
    drift: countKind(buckets, 'drift'),
    unknown: countKind(buckets, 'unknown'),
    matching: matching.length,
    groups,
    board: fleetBoard(proxies),
    belowProof: proxies.filter(({ evidence }) => evidence !== null && evidence < PROVED).length,
    toolsChanged: sumToolChanges(proxies, toolChanges),
    rows: await show(matching.slice(offset, offset + limit)),
    environments: distinct(all, ({ environment }) => environment),
    teams: distinct(all, ({ labels }) => labels.team),
    oldestContactAt: oldestContact(proxies),
    configurationProblem: head.problem,
    computedAt: ctx.now,
  }
}

/** Every proxy that fits, judged now: `proxies` is the denominator, `matching` what all filters leave, in their order; `show` makes lines of them. */
export async function matchFleet({
  ctx,
  parts,
  wanted,
}: {
  ctx: Context
  parts: FleetParts
  wanted: Omit<z.output<typeof listFleetInput>, 'offset' | 'limit'>
}) {
  const [judge, stored, head, toolChanges] = await Promise.all([
    FleetJudge.open(ctx, parts),
    parts.proxies.read({ ctx }),
    parts.source.head(),
    countToolChanges(ctx),
  ])
  const all = await judge.standings(stored)
  const text = wanted.q.toLowerCase()
  const proxies = all.filter(
    (one) =>
      (wanted.environment === null || one.environment === wanted.environment) &&
      (wanted.policy === null || one.policyPath === wanted.policy) &&
      (wanted.team === null || one.labels.team === wanted.team) &&
      (text === '' || mentions(one, text)),
  )
  const states = new Set<string>(wanted.states)
  const below = wanted.evidenceBelow
  const matching = worstFirst(
    proxies.filter(
      ({ state, evidence, stored: { id } }) =>
        (states.size === 0 || states.has(fleetState(state).slug)) &&
        (below === null || (evidence !== null && evidence < below)) &&
        (!wanted.toolsChanged || toolChanges.has(id)),
    ),
  )
  const groups = groupTotals(proxies, wanted.by)
  if (groups.length > 1) matching.sort(compareGroups(groups, (one) => groupOf(one, wanted.by)))
  const show = async (some: readonly Standing[]): Promise<FleetRow[]> => {
    const judged = await judge.judgeAll(some.map((one) => one.stored))
    return judged.map((one) => toRow(one, toolChanges.get(one.stored.id) ?? null))
  }
  return { all, head, proxies, matching, groups, toolChanges, show }
}

/** Those of one state stay as they came: by name. Told apart by state first, for comparing thousands with each other takes long. */
function worstFirst(proxies: readonly Standing[]): Standing[] {
  const byState = group(proxies, ({ state }) => state)
  return FLEET_STATES.toSorted((a, b) => urgency(a.id) - urgency(b.id)).flatMap(
    ({ id }) => byState.get(id) ?? [],
  )
}

function oldestContact(proxies: readonly Standing[]): Date | null {
  let oldest = Infinity
  for (const { state, stored } of proxies)
    if (state === 'IN_SYNC' && stored.lastSeenAt) oldest = Math.min(oldest, stored.lastSeenAt.getTime())
  return oldest === Infinity ? null : new Date(oldest)
}

function mentions(
  {
    name,
    policyPath,
    labels,
  }: { name: string; policyPath: string; labels: Readonly<Record<string, string>> },
  text: string,
): boolean {
  return [name, policyPath, ...Object.values(labels)].some((value) => value.toLowerCase().includes(text))
}

function sumToolChanges(
  proxies: readonly Standing[],
  changes: ReadonlyMap<string, ToolChanges>,
): FleetList['toolsChanged'] {
  const changed = changes.size === 0 ? [] : proxies.filter(({ stored }) => changes.has(stored.id))
  const times = changed.flatMap(({ stored }) => changes.get(stored.id)?.since.getTime() ?? [])
  return {
    total: changed.length,
    since: times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b))),
    names: changed.slice(0, 3).map(({ name }) => name),
  }
}

/** How many rows are in each of the eleven states; zeros are kept. */
export function countStates(rows: readonly { readonly state: FleetStateId }[]): FleetBuckets {
  const counts = new Map<FleetStateId, number>()
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  return asBuckets(FLEET_STATES.map(({ id, slug }) => [slug, counts.get(id) ?? 0]))
}

/** `Object.fromEntries` forgets that every slug is there; the table that it was made from has them all. */
function asBuckets(entries: readonly (readonly [FleetStateSlug, number])[]): FleetBuckets {
  return Object.fromEntries(entries) as FleetBuckets
}

/** What a list shows of a judged proxy. */
export function toRow(
  { stored, verdict, desired, desiredSince, delivered, running }: JudgedProxy,
  changes: ToolChanges | null,
): FleetRow {
  const { name, environment, labels, policyPath, mode, engine, lastSeenAt, live } = stored
  return {
    name,
    environment,
    labels,
    policyPath,
    mode,
    engine,
    lastSeenAt,
    state: verdict.state,
    sentence: verdict.sentence,
    stale: verdict.stale,
    desired:
      desired.kind === 'file' ? { sha256: desired.sha256, blob: desired.blob, commit: desired.commit } : null,
    desiredSince,
    delivered,
    running,
    evidence: worstEvidence(live),
    live: live.length,
    count: verdict.count,
    observing: live.filter(({ observeOnly }) => observeOnly).length,
    toolChanges: changes?.changes ?? 0,
    toolsChangedSince: changes?.since ?? null,
  }
}

function distinct(all: readonly Standing[], valueOf: (one: Standing) => string | undefined): string[] {
  const values = new Set<string>()
  for (const one of all) {
    const value = valueOf(one)
    if (value !== undefined) values.add(value)
  }
  return [...values].sort()
}

function countKind(buckets: FleetBuckets, wanted: 'drift' | 'unknown'): number {
  return FLEET_STATES.reduce((sum, { kind, slug }) => sum + (kind === wanted ? buckets[slug] : 0), 0)
}
