import type { Context } from '@/lib/context'
import { BatchedLookup } from '@/lib/db/batched-lookup'
import type { Database } from '@/lib/db/database'
import type { HostRequest } from '@/lib/wire/host-request'

/** A request is told to the connector, and its answer taken, for this long. */
export const REQUEST_MS = 2 * 60_000
/** No wait that is under way began longer ago. */
const WAIT_MS = 60_000
/** The text of a live file is kept for this long. */
export const CONTENT_MS = 15 * 60_000

/** Wakes the long polls of proxies whose connector is asked something. */
export class HostRequests {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Calls back at each request for the proxy, until the returned function is called. */
  onAsk(proxyId: string, listener: () => void): () => void {
    const listeners = this.#waiting.get(proxyId) ?? new Set()
    this.#waiting.set(proxyId, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#waiting.delete(proxyId)
    }
  }

  /** Whether a long poll of the proxy waits in this process. */
  isAwaited(proxyId: string): boolean {
    return this.#waiting.has(proxyId)
  }

  wake(proxyId: string): void {
    for (const listener of this.#waiting.get(proxyId) ?? []) listener()
  }
}

interface OpenRow extends HostRequest {
  readonly proxyId: string
  readonly expiresAt: Date
}

const lookups = new WeakMap<Database, BatchedLookup<OpenRow>>()

/** What a proxy's connector is asked at `now`: the newest request that is neither answered nor over. */
export async function openRequest(ctx: Context, proxyId: string, now: Date): Promise<HostRequest | null> {
  const lookup = lookups.get(ctx.db) ?? new BatchedLookup((ids) => readOpen(ctx.db, ids))
  lookups.set(ctx.db, lookup)
  const row = await lookup.find(proxyId)
  return row === null || row.expiresAt <= now ? null : { id: row.id, kind: row.kind, sha256: row.sha256 }
}

async function readOpen({ pool }: Database, ids: readonly string[]): Promise<Map<string, OpenRow>> {
  const { rows } = await pool.query<OpenRow>({
    name: 'open-requests',
    text: `SELECT DISTINCT ON (proxy_id) proxy_id AS "proxyId", id, kind, encode(sha256, 'hex') AS sha256, expires_at AS "expiresAt"
           FROM host_request WHERE answered_at IS NULL AND proxy_id = ANY ($1::uuid[]) ORDER BY proxy_id, asked_at DESC, id DESC`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.proxyId, row]))
}

/**
 * Wakes whoever waits in this process for a proxy that another replica was asked about or gave another path, and forgets texts that are over.
 * The path that a proxy was enrolled with is no other one: thousands are enrolled in a minute.
 */
export async function keepHostRequests(ctx: Context, requests: HostRequests): Promise<void> {
  const { rows } = await ctx.db.pool.query<{ proxyId: string }>(
    `SELECT proxy_id AS "proxyId" FROM host_request WHERE answered_at IS NULL AND expires_at > $1
     UNION SELECT w.proxy_id FROM proxy_path w JOIN proxy p ON p.id = w.proxy_id WHERE w.since > $2 AND w.since > p.created_at`,
    [ctx.now, new Date(ctx.now.getTime() - WAIT_MS)],
  )
  for (const { proxyId } of rows) requests.wake(proxyId)
  await ctx.db.pool.query(
    'UPDATE host_request SET content = NULL WHERE content IS NOT NULL AND answered_at < $1',
    [new Date(ctx.now.getTime() - CONTENT_MS)],
  )
}
