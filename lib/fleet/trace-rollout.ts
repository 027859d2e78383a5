import type { Context } from '@/lib/context'
import { environmentNamed } from '@/lib/repository/configuration'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { FleetJudge } from './judge-proxy'
import type { JudgedProxy } from './judged-proxy'
import type { FleetParts } from './fleet-parts'
import { readFollowers, readMoves, type Follower, type Moved } from './read-moves'
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
  const registered = await readFollowers(ctx, mergedAt, [...targetOf.keys()], kept.waiting)
  const followers = registered.flatMap((follower) => {
    const followed = environmentNamed(configuration, follower.environment).ref ?? source.defaultBranch
    const target = targetOf.get(follower.path)
    return target === undefined || followed !== ref ? [] : [{ ...follower, target }]
  })
  const pins = new Set(
    configuration.pins
      .filter(({ until }) => Date.parse(until) > mergedAt.getTime())
      .map(({ proxy }) => proxy),
  )
  const counted = followers.filter(({ name }) => !pins.has(name))
  const moves = await readMoves(ctx, parts.contacts, mergedAt, counted)
  const still: RolloutRow[] = []
  if (kept.waiting === null) kept.pinned = followers.length - counted.length
  for (const follower of counted) {
    const move = moves.get(follower.id) ?? { move: null, refused: null }
    const row = toRow(follower, move, mergedAt, ctx.now)
    if (row.outcome === 'running') kept.moved.set(row.proxy, row)
    else still.push(row)
  }
  kept.waiting = counted.flatMap(({ id, name }) => (kept.moved.has(name) ? [] : [id]))
  const judged = await judgeWaiting({ ctx, parts, judge, rows: still, mergedAt })
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
  ctx,
  parts,
  judge,
  rows,
  mergedAt,
}: {
  ctx: Context
  parts: FleetParts
  judge: FleetJudge
  rows: readonly RolloutRow[]
  mergedAt: Date
}): Promise<RolloutRow[]> {
  const waiting = new Set(rows.flatMap(({ proxy, outcome }) => (outcome === 'waiting' ? [proxy] : [])))
  if (waiting.size === 0) return [...rows]
  const stored = await parts.proxies.read({ ctx })
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
