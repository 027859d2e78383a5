import type { Context } from '@/lib/context'
import { environmentNamed } from '@/lib/repository/configuration'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { FleetJudge } from './judge-proxy'
import type { JudgedProxy } from './judged-proxy'
import type { FleetParts } from './fleet-parts'
import type { KeptProxies } from './kept-proxies'
import type { KeptRollout } from './kept-rollouts'
import { readFollowers, readMoves, type Follower, type Moved } from './read-moves'
import type { StoredProxy } from './read-proxies'
import { rolloutFigures } from './rollout-figures'
import type { Rollout, RolloutRow } from './rollout-parts'
import { rolloutTargets, type RolloutTarget } from './rollout-targets'
import { urgency } from './states'

export interface TraceRolloutInput {
  /** Full sha of a commit on the branch's first-parent line. */
  readonly commit: string
  /** Short name of the branch that it is followed on; absent: the tracked one. */
  readonly ref?: string
  /** When the forge says it was merged; null: when the branch was first seen at it. */
  readonly mergedAt: Date | null
  /** Full paths that the change touched; null: those of this commit alone. */
  readonly paths: readonly string[] | null
}

/**
 * Who moved to what a merge brought, when, and who did not and why: from the append-only history of loads and ref updates, so that the
 * same is said of an old merge as on its day. Null when the commit is not on the branch.
 */
export async function traceRollout({
  ctx,
  parts,
  input,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: TraceRolloutInput
}): Promise<Rollout | null> {
  const { source } = parts
  const { ref = source.defaultBranch } = input
  const history = await source.history(ref)
  const position = history?.index.positionOf(input.commit) ?? null
  if (history === null || position === null) return null
  const { index } = history
  const judge = await FleetJudge.open(ctx, parts)
  // Settings are those of the tracked branch: what another one has of them counts for nothing.
  const { configuration } =
    ref === source.defaultBranch
      ? await readConfiguration(source.mirror.objects, input.commit)
      : await source.head()
  // With a mistake in them environments and pins stay as they were last valid; of all else the defaults hold.
  const inForce = ref === source.defaultBranch ? await source.configurationAt(input.commit) : configuration
  const paths = (input.paths ?? index.pathsAt(position)).filter((path) =>
    isPolicyPath(path, configuration.root),
  )
  const mergedAt = input.mergedAt ?? judge.times.landed(index, ref, position, ctx.now)
  const { targets, removed } = await rolloutTargets(source, judge.times, {
    index,
    ref,
    position,
    paths,
    now: ctx.now,
  })
  const targetOf = new Map(targets.map((target) => [target.path, target]))
  const key = [ref, input.commit, mergedAt.getTime(), ...targetOf.keys()].join('\0')
  const kept = parts.rollouts.of(key)
  const stored = await parts.proxies.read({ ctx })
  // Taken before anything else is read: what is found meanwhile is read again the next time.
  const { facts } = parts.proxies
  const ids = idsToRead(kept, parts.proxies, stored)
  const registered = ids?.length === 0 ? [] : await readFollowers(ctx, mergedAt, [...targetOf.keys()], ids)
  const follows = ({ environment }: Follower) =>
    (environmentNamed(inForce, environment).ref ?? source.defaultBranch) === ref
  const followers = registered.flatMap((follower) => {
    const target = targetOf.get(follower.path)
    return target === undefined || !follows(follower) ? [] : [{ ...follower, target }]
  })
  const pins = new Set(
    inForce.pins.filter(({ until }) => Date.parse(until) > mergedAt.getTime()).map(({ proxy }) => proxy),
  )
  const counted = followers.filter(({ name }) => !pins.has(name))
  const moves = await readMoves(ctx, parts.contacts, mergedAt, counted)
  if (kept.waiting === null) kept.pinned = followers.length - counted.length
  const waiting = new Map(kept.waiting)
  for (const id of ids ?? []) waiting.delete(id)
  for (const follower of counted) {
    const moved = moves.get(follower.id) ?? NOT_MOVED
    waiting.set(follower.id, { follower, moved })
  }
  const still: RolloutRow[] = []
  for (const { follower, moved } of waiting.values()) {
    const target = targetOf.get(follower.path)
    if (target === undefined || !follows(follower) || pins.has(follower.name)) continue
    const row = toRow({ ...follower, target }, moved, mergedAt, ctx.now)
    if (row.outcome !== 'running') still.push(row)
    else {
      kept.moved.set(row.proxy, row)
      waiting.delete(follower.id)
    }
  }
  kept.waiting = waiting
  kept.facts = facts
  const judged = await judgeWaiting({ judge, stored, rows: still, mergedAt })
  // Two who look at once may both have found that it moved.
  const rows = [...kept.moved.values(), ...judged.filter(({ proxy }) => !kept.moved.has(proxy))]
  const ends = targets.flatMap(({ until }) => (until === null ? [] : [until.getTime()]))
  const last = targets.find(({ until }) => until?.getTime() === Math.max(...ends))
  return {
    commit: input.commit,
    mergedAt,
    rows: rows.sort(compareRows),
    figures: rolloutFigures(rows),
    pinned: kept.pinned,
    removed,
    overtakenBy: ends.length === targets.length ? (last?.next ?? null) : null,
  }
}

const NOT_MOVED: Moved = { move: null, refused: null, processes: 0 }

/** Ids of the proxies of which more is to be read than is kept; null: of all. */
function idsToRead(
  { waiting, facts }: KeptRollout,
  proxies: KeptProxies,
  stored: readonly StoredProxy[],
): readonly string[] | null {
  if (waiting === null) return null
  const changed = proxies.changedSince(facts)
  if (changed === null) return [...waiting.keys()]
  const told = new Set(changed)
  // Of those that do not count any more nobody knows what they tell.
  const counting = new Set(stored.map(({ id }) => id))
  return [...waiting].flatMap(([id, { moved }]) =>
    told.has(id) || !counting.has(id) || moved.processes > 1 ? [id] : [],
  )
}

function toRow(
  follower: Follower & { readonly target: RolloutTarget },
  { move, refused }: Moved,
  mergedAt: Date,
  now: Date,
): RolloutRow {
  const { name, environment, path, leftAt, deliveredAt, deliveredBlob, target } = follower
  const hasLeft = leftAt !== null && (move === null || leftAt.getTime() < move.at)
  const moved = hasLeft ? null : move
  const end = [leftAt, target.until].flatMap((date) => (date === null ? [] : [date.getTime()]))
  const outcome =
    moved !== null
      ? 'running'
      : target.until !== null && (leftAt === null || target.until < leftAt)
        ? 'overtaken'
        : hasLeft
          ? 'left'
          : 'waiting'
  return {
    proxy: name,
    environment,
    path,
    outcome,
    afterMs: moved === null ? null : moved.at - mergedAt.getTime(),
    loadedAt: moved === null ? null : new Date(moved.loadedAt),
    evidence: moved?.evidence ?? null,
    deliveredAt: deliveredBlob === target.blob ? deliveredAt : null,
    refused,
    now: null,
    until: new Date(
      moved === null ? Math.min(now.getTime(), ...end) : Math.max(mergedAt.getTime(), moved.loadedAt),
    ),
  }
}

/** Asks the fleet's judge about those who should run it now. Who turns out to be in sync has moved, though no load of it is kept. */
async function judgeWaiting({
  judge,
  stored,
  rows,
  mergedAt,
}: {
  judge: FleetJudge
  stored: readonly StoredProxy[]
  rows: readonly RolloutRow[]
  mergedAt: Date
}): Promise<RolloutRow[]> {
  const waiting = new Set(rows.flatMap(({ proxy, outcome }) => (outcome === 'waiting' ? [proxy] : [])))
  if (waiting.size === 0) return [...rows]
  const judged = await judge.judgeAll(stored.filter(({ name }) => waiting.has(name)))
  const verdicts = new Map(judged.map((proxy) => [proxy.stored.name, proxy]))
  return rows.map((row) => {
    const proxy = waiting.has(row.proxy) ? verdicts.get(row.proxy) : undefined
    return proxy === undefined ? row : withVerdict(row, proxy, mergedAt)
  })
}

function withVerdict(row: RolloutRow, { verdict, stored, running }: JudgedProxy, mergedAt: Date): RolloutRow {
  const { state, sentence } = verdict
  if (state !== 'IN_SYNC') return { ...row, now: { state, sentence, lastSeenAt: stored.lastSeenAt } }
  const loadedAt = new Date(Math.max(mergedAt.getTime(), ...running.map(({ at }) => at.getTime())))
  return {
    ...row,
    outcome: 'running',
    afterMs: loadedAt.getTime() - mergedAt.getTime(),
    loadedAt,
    evidence: Math.min(...running.map(({ evidence }) => evidence)),
    refused: null,
    until: loadedAt,
  }
}

const ORDER = { running: 0, waiting: 1, overtaken: 2, left: 3 } as const

function compareRows(a: RolloutRow, b: RolloutRow): number {
  const urgent = (row: RolloutRow) => (row.now === null ? 0 : urgency(row.now.state))
  return (
    ORDER[a.outcome] - ORDER[b.outcome] ||
    (a.afterMs ?? 0) - (b.afterMs ?? 0) ||
    urgent(a) - urgent(b) ||
    (a.proxy < b.proxy ? -1 : 1)
  )
}
