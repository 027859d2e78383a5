import type { Context } from '@/lib/context'
import type { StoredInstance } from './stored-instance'

/** One line of a proxy's load history. */
export interface LoadLine {
  readonly at: Date
  readonly instanceId: string
  readonly nativeId: string
  readonly pid: number | null
  readonly kind: string
  readonly result: string | null
  readonly sha256: string | null
  readonly blob: string | null
  /** The commit that brought this content; null when no commit of the ref did. */
  readonly commit: string | null
  /** When the ref was seen to get that commit; null where that was not seen. */
  readonly landedAt: Date | null
  readonly error: string | null
  readonly evidence: number
  /** The process denies nothing, whatever it loaded. */
  readonly observeOnly: boolean
}

type LoadRow = Omit<LoadLine, 'commit' | 'landedAt'>

export interface PathLine {
  readonly policyPath: string
  readonly since: Date
  readonly changedBy: string
}

const LOADS = `
  SELECT l.at, l.instance_id AS "instanceId", i.native_id AS "nativeId", i.pid, l.kind, l.result,
    encode(l.sha256, 'hex') AS sha256, l.blob, l.error, l.evidence,
    COALESCE((i.detail->>'observeOnly')::boolean, false) AS "observeOnly"
  FROM load l JOIN instance i ON i.id = l.instance_id WHERE l.proxy_id = $1 ORDER BY l.at DESC, l.id DESC LIMIT 200`

const UNMATCHED = `
  SELECT i.id, i.proxy_id AS "proxyId", i.native_id AS "nativeId", i.pid, i.server, i.config, i.started_at AS "startedAt",
    i.last_heartbeat_at AS "lastEventAt", i.ended_at AS "endedAt", i.client,
    COALESCE((i.detail->>'observeOnly')::boolean, false) AS "observeOnly"
  FROM instance i WHERE i.reporter_id = $1 AND i.proxy_id IS NULL AND i.ended_at IS NULL ORDER BY i.started_at DESC LIMIT 50`

/** What happened to one proxy. */
export async function readHistory(
  ctx: Context,
  proxyId: string,
  commitOf: (blob: string | null) => Promise<string | null>,
  landedAt: (commit: string) => Promise<Date | null>,
) {
  const { pool, prisma } = ctx.db
  const placed = async (row: LoadRow): Promise<LoadLine> => {
    const commit = await commitOf(row.blob)
    return { ...row, commit, landedAt: commit === null ? null : await landedAt(commit) }
  }
  const withoutFacts = (row: Omit<StoredInstance, 'attempted' | 'running'>) => ({
    ...row,
    attempted: null,
    running: null,
  })
  const monthAgo = new Date(ctx.now.getTime() - 30 * 86_400_000)
  const [loads, unmatched, paths, tokens, second, ended, contact] = await Promise.all([
    pool.query<LoadRow>(LOADS, [proxyId]),
    pool.query<Omit<StoredInstance, 'attempted' | 'running'>>(UNMATCHED, [proxyId]),
    prisma.proxyPath.findMany({ where: { proxyId }, orderBy: { since: 'desc' }, take: 50 }),
    prisma.proxyToken.findMany({
      where: { proxyId, revokedAt: null, expiresAt: { gt: ctx.now } },
      orderBy: { createdAt: 'desc' },
      select: { id: true, createdAt: true, expiresAt: true, renewAskedAt: true },
    }),
    prisma.connectorBoot.findFirst({
      where: { proxyId, lastSeq: { lt: 0 } },
      orderBy: { lastSeenAt: 'desc' },
    }),
    prisma.instance.count({ where: { proxyId, endedAt: { gte: monthAgo } } }),
    pool.query<{ protocol: string }>('SELECT protocol FROM proxy_contact WHERE proxy_id = $1', [proxyId]),
  ])
  return {
    loads: await Promise.all(loads.rows.map(placed)),
    unmatched: unmatched.rows.map(withoutFacts),
    paths: paths.map(({ policyPath, since, changedBy }) => ({ policyPath, since, changedBy })),
    tokens,
    secondAt: second?.lastSeenAt ?? null,
    ended,
    protocol: contact.rows[0]?.protocol ?? '',
  }
}
