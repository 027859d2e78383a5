import type { Context } from '@/lib/context'
import type { ContactLedger } from './contact-ledger'
import { lastWordOf, wasSilent } from './last-word'
import { group } from './read-proxies'
import type { RolloutTarget } from './rollout-targets'
import { sweepMoves, type Move, type SweptInstance, type SweptLoad } from './sweep-moves'

/** A proxy that followed one of the paths at the merge. */
export interface Follower {
  readonly id: string
  readonly name: string
  readonly environment: string
  readonly path: string
  /** When it was retired or got another path after the merge. */
  readonly leftAt: Date | null
  readonly deliveredAt: Date | null
  readonly deliveredBlob: string | null
  /** Last contact, as written. */
  readonly seenAt: Date | null
}

const FOLLOWERS = `
  SELECT p.id, p.name, p.environment, COALESCE(w.policy_path, p.policy_path) AS path,
    LEAST(p.retired_at, n.since) AS "leftAt", f.at AS "deliveredAt", f.blob AS "deliveredBlob",
    c.last_seen_at AS "seenAt"
  FROM proxy p
  LEFT JOIN LATERAL (SELECT policy_path FROM proxy_path WHERE proxy_id = p.id AND since <= $2 ORDER BY since DESC LIMIT 1) w ON true
  LEFT JOIN LATERAL (SELECT min(since) AS since FROM proxy_path WHERE proxy_id = p.id AND since > $2) n ON true
  LEFT JOIN proxy_fact f ON f.proxy_id = p.id AND f.kind = 'delivered' LEFT JOIN proxy_contact c ON c.proxy_id = p.id
  WHERE p.repository_id = $1 AND p.created_at <= $2 AND (p.retired_at IS NULL OR p.retired_at > $2)
    AND COALESCE(w.policy_path, p.policy_path) = ANY ($3::text[]) AND ($4::uuid[] IS NULL OR p.id = ANY ($4::uuid[]))
  ORDER BY p.name`

/** Who was registered at an instant and followed one of the paths then; of `ids` alone, unless null. */
export async function readFollowers(
  ctx: Context,
  at: Date,
  paths: readonly string[],
  ids: readonly string[] | null,
): Promise<Follower[]> {
  return (await ctx.db.pool.query<Follower>(FOLLOWERS, [ctx.repositoryId, at, paths, ids])).rows
}

/** A proxy's loads after a merge are read up to this number; its first proved load of the content is read in any case. */
const MOST_LOADS = 100

interface InstanceRow {
  proxyId: string
  instanceId: string
  endedAt: Date | null
  heartbeatAt: Date | null
  beforeAt: Date | null
  sha256: string | null
  blob: string | null
  evidence: number | null
}

/** Processes that had started by the merge and not ended, with what they loaded last before it. */
const INSTANCES = `
  SELECT i.proxy_id AS "proxyId", i.id AS "instanceId", i.ended_at AS "endedAt", i.last_heartbeat_at AS "heartbeatAt",
    b.at AS "beforeAt", encode(b.sha256, 'hex') AS sha256, b.blob, b.evidence
  FROM unnest($1::uuid[]) AS p (id) JOIN instance i ON i.proxy_id = p.id
  LEFT JOIN LATERAL (SELECT at, sha256, blob, evidence FROM load WHERE instance_id = i.id AND at <= $2 AND result = 'success'
    AND kind IN ('startup', 'reload') ORDER BY at DESC, id DESC LIMIT 1) b ON true
  WHERE (i.ended_at IS NULL OR i.ended_at > $2) AND (i.started_at IS NULL OR i.started_at <= $2)`

interface LoadRow extends Omit<SweptLoad, 'at' | 'receivedAt' | 'wanted'> {
  proxyId: string
  at: Date
  receivedAt: Date
  sha256: string | null
  blob: string | null
  error: string | null
}

const LOAD_COLUMNS = `proxy_id AS "proxyId", instance_id AS "instanceId", at, received_at AS "receivedAt", kind, result,
  encode(sha256, 'hex') AS sha256, blob, evidence, error`

const LOADS = `
  SELECT l.* FROM unnest($1::uuid[]) AS p (id) CROSS JOIN LATERAL (
    SELECT ${LOAD_COLUMNS} FROM load WHERE proxy_id = p.id AND at > $2 ORDER BY at, id LIMIT ${MOST_LOADS}) l`

const FIRST_PROOFS = `
  SELECT l.* FROM unnest($1::uuid[], $2::text[], $3::text[]) AS p (id, blob, sha256) CROSS JOIN LATERAL (
    SELECT ${LOAD_COLUMNS} FROM load x WHERE proxy_id = p.id AND at > $4 AND result = 'success' AND x.evidence >= 3
      AND (x.blob = p.blob OR x.sha256 = decode(p.sha256, 'hex')) ORDER BY at LIMIT 1) l`

/** What the load history says of a follower since the merge. */
export interface Moved {
  readonly move: Move | null
  readonly refused: { readonly at: Date; readonly error: string } | null
  /** How many processes it had. With several, the others are a move when one of them falls silent; with one, only what it tells is. */
  readonly processes: number
}

/** When each follower moved to its target, from the append-only load history. */
export async function readMoves(
  ctx: Context,
  contacts: ContactLedger,
  mergedAt: Date,
  followers: readonly (Follower & { readonly target: RolloutTarget })[],
): Promise<Map<string, Moved>> {
  if (followers.length === 0) return new Map()
  const values = [followers.map(({ id }) => id), mergedAt]
  const { pool } = ctx.db
  const [instances, loads] = await Promise.all([
    pool.query<InstanceRow>(INSTANCES, values),
    pool.query<LoadRow>(LOADS, values),
  ])
  const instancesOf = group(instances.rows, ({ proxyId }) => proxyId)
  const loadsOf = group(loads.rows, ({ proxyId }) => proxyId)
  const moves = new Map<string, Moved>()
  for (const { id, target, seenAt } of followers) {
    const heardAt = lastWordOf(contacts, id, seenAt)
    const rows = loadsOf.get(id) ?? []
    const processes = instancesOf.get(id) ?? []
    const swept = processes.flatMap((row) => sweptInstance(row, target, heardAt, mergedAt))
    const move = sweepMoves(
      mergedAt.getTime(),
      swept,
      rows.map((row) => sweptLoad(row, target)),
    )
    const failed = rows.findLast((row) => isRefusal(row) && isOf(row, target))
    const refused = move === null && failed ? { at: failed.at, error: failed.error ?? '' } : null
    const named = new Set([...processes, ...rows].map(({ instanceId }) => instanceId))
    moves.set(id, { move, refused, processes: named.size })
  }
  const full = followers.filter(
    ({ id }) => moves.get(id)?.move === null && loadsOf.get(id)?.length === MOST_LOADS,
  )
  if (full.length > 0) await addFirstProofs(ctx, mergedAt, full, moves)
  return moves
}

/** Of a proxy with very many loads, its first proof stands for all of its processes. */
async function addFirstProofs(
  ctx: Context,
  mergedAt: Date,
  followers: readonly (Follower & { readonly target: RolloutTarget })[],
  moves: Map<string, Moved>,
): Promise<void> {
  const { rows } = await ctx.db.pool.query<LoadRow>(FIRST_PROOFS, [
    followers.map(({ id }) => id),
    followers.map(({ target }) => target.blob),
    followers.map(({ target }) => target.sha256),
    mergedAt,
  ])
  for (const { proxyId, at, receivedAt, evidence } of rows) {
    const move = { at: Math.max(mergedAt.getTime(), receivedAt.getTime()), loadedAt: at.getTime(), evidence }
    moves.set(proxyId, { move, refused: null, processes: moves.get(proxyId)?.processes ?? 0 })
  }
}

function isOf(content: { sha256: string | null; blob: string | null }, target: RolloutTarget): boolean {
  return content.blob === target.blob || content.sha256 === target.sha256
}

/** A restart command that failed refused nothing. */
function isRefusal({ kind, result }: LoadRow): boolean {
  return result === 'failure' && kind !== 'restart-command'
}

function sweptLoad(row: LoadRow, target: RolloutTarget): SweptLoad {
  const { instanceId, at, receivedAt, kind, result, evidence } = row
  return {
    instanceId,
    at: at.getTime(),
    receivedAt: receivedAt.getTime(),
    kind,
    result,
    evidence,
    wanted: isOf(row, target),
  }
}

function sweptInstance(
  row: InstanceRow,
  target: RolloutTarget,
  heardAt: Date | null,
  mergedAt: Date,
): SweptInstance[] {
  const { instanceId, heartbeatAt, beforeAt, evidence } = row
  const ended = row.endedAt ?? (wasSilent(heartbeatAt, heardAt) ? heartbeatAt : null)
  const endedAt = ended === null ? null : ended.getTime()
  if (endedAt !== null && endedAt <= mergedAt.getTime()) return []
  const before =
    beforeAt === null ? null : { at: beforeAt.getTime(), evidence: evidence ?? 0, wanted: isOf(row, target) }
  return [{ instanceId, before, endedAt }]
}
