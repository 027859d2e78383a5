import type { Context } from '@/lib/context'
import { PROVED } from '@/lib/wire/terms'
import * as z from 'zod'
import { fleetBoard, type BoardRow } from './fleet-board'
import { compareGroups, groupOf, groupTotals, type FleetGroup } from './fleet-groups'
import type { FleetParts } from './fleet-parts'
import { showRows, type FleetRow } from './fleet-row'
import { FleetJudge } from './judge-proxy'
import { group } from './read-proxies'
import { boardOfFleet, inOrder, pageOfFleet } from './whole-fleet'
import { countToolChanges, type ToolChanges } from './tools/count-tool-changes'
import type { Standing } from './standing'
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
  return isWhole(wanted) ? listWhole(ctx, parts, wanted) : listMatching(ctx, parts, wanted)
}

type Wanted = z.output<typeof listFleetInput>

/** Nothing but states is asked for, and those do not narrow the denominator. */
function isWhole({ environment, policy, team, q, evidenceBelow, toolsChanged }: Wanted): boolean {
  return [environment, policy, team, evidenceBelow].every((one) => one === null) && q === '' && !toolsChanged
}

/** From the numbers that are kept: nobody looks at thousands of proxies for a page of them. */
async function listWhole(ctx: Context, parts: FleetParts, wanted: Wanted): Promise<FleetList> {
  const { judge, stored, toolChanges } = await openFleet(ctx, parts)
  const counts = await judge.counts(stored)
  const { page, groups, matching } = pageOfFleet(counts, wanted)
  const board = counts.board.list()
  const buckets = sumStates(board.map(({ kind, count }) => ({ state: kind.state, count })))
  const isBelow = (evidence: number | null) => evidence !== null && evidence < PROVED
  return {
    buckets,
    total: counts.standings.length,
    drift: countKind(buckets, 'drift'),
    unknown: countKind(buckets, 'unknown'),
    matching,
    groups,
    board: boardOfFleet(counts),
    belowProof: board.reduce((sum, { kind, count }) => sum + (isBelow(kind.evidence) ? count : 0), 0),
    toolsChanged: sumToolChanges(inOrder(counts, toolChanges.keys()), toolChanges),
    rows: await showRows(judge, page, toolChanges),
    environments: distinct(board, ({ kind }) => kind.environment),
    teams: distinct(counts.teams.list(), ({ kind }) => kind.team),
    computedAt: ctx.now,
  }
}

async function listMatching(ctx: Context, parts: FleetParts, wanted: Wanted): Promise<FleetList> {
  const { offset, limit } = wanted
  const { all, proxies, matching, groups, toolChanges, show } = await matchFleet(ctx, parts, wanted)
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
    computedAt: ctx.now,
  }
}

async function openFleet(ctx: Context, parts: FleetParts) {
  const [judge, stored, toolChanges] = await Promise.all([
    FleetJudge.open(ctx, parts),
    parts.proxies.read({ ctx }),
    countToolChanges(ctx),
  ])
  return { judge, stored, toolChanges }
}

/** Every proxy that fits, judged now: `proxies` is the denominator, `matching` what all filters leave, in their order; `show` makes lines of them. */
export async function matchFleet(ctx: Context, parts: FleetParts, wanted: Omit<Wanted, 'offset' | 'limit'>) {
  const { judge, stored, toolChanges } = await openFleet(ctx, parts)
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
  const show = (some: readonly Standing[]) => showRows(judge, some, toolChanges)
  return { all, proxies, matching, groups, toolChanges, show }
}

/** Those of one state stay as they came: by name. Told apart by state first, for comparing thousands with each other takes long. */
function worstFirst(proxies: readonly Standing[]): Standing[] {
  const byState = group(proxies, ({ state }) => state)
  return FLEET_STATES.toSorted((a, b) => urgency(a.id) - urgency(b.id)).flatMap(
    ({ id }) => byState.get(id) ?? [],
  )
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
  return sumStates(rows.map(({ state }) => ({ state, count: 1 })))
}

function sumStates(
  counted: readonly { readonly state: FleetStateId; readonly count: number }[],
): FleetBuckets {
  const counts = new Map<FleetStateId, number>()
  for (const { state, count } of counted) counts.set(state, (counts.get(state) ?? 0) + count)
  return asBuckets(FLEET_STATES.map(({ id, slug }) => [slug, counts.get(id) ?? 0]))
}

/** `Object.fromEntries` forgets that every slug is there; the table that it was made from has them all. */
function asBuckets(entries: readonly (readonly [FleetStateSlug, number])[]): FleetBuckets {
  return Object.fromEntries(entries) as FleetBuckets
}

function distinct<One>(all: readonly One[], valueOf: (one: One) => string | undefined): string[] {
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
