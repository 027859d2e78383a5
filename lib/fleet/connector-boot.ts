import type { Context } from '@/lib/context'
import { BatchedLookup } from '@/lib/db/batched-lookup'
import type { Database } from '@/lib/db/database'
import type { Contact } from './contact-ledger'

/** A proxy with the connector start that reports for it now. */
export interface Reporter {
  readonly name: string
  readonly environment: string
  readonly policyPath: string
  readonly mode: string
  /** Null when it never reported. */
  readonly boot: string | null
  readonly lastSeq: number
  /** By how much times of its host were moved last, in ms (`heldSkew`). */
  readonly skewMs: number
  readonly seenAt: Date | null
  /** Its last contact as it is written, of whichever boot; null before the first. */
  readonly writtenAt: Date | null
}

/** `seq` of a boot that was refused: it never became the one that counts. */
const REFUSED = -1

interface ReporterRow extends Omit<Reporter, 'lastSeq' | 'skewMs'> {
  readonly id: string
  readonly lastSeq: string | null
  readonly skewMs: number | null
}

const lookups = new WeakMap<Database, BatchedLookup<ReporterRow>>()

/**
 * Reads a proxy's registration and current boot; a contact that is not written yet counts. Keep-alives are written as contacts alone, and the
 * boot that counts is the only one of which any is taken.
 */
export async function readReporter(
  ctx: Context,
  proxyId: string,
  contact: Contact | undefined,
): Promise<Reporter> {
  const lookup = lookups.get(ctx.db) ?? new BatchedLookup((ids) => readRows(ctx.db, ids))
  lookups.set(ctx.db, lookup)
  const row = await lookup.find(proxyId)
  if (!row) throw new RangeError(`no proxy ${proxyId}`)
  const fresh = contact?.boot === row.boot ? contact?.lastSeenAt : undefined
  const seenAt = fresh !== undefined && (row.seenAt === null || fresh > row.seenAt) ? fresh : row.seenAt
  return { ...row, lastSeq: Number(row.lastSeq ?? REFUSED), skewMs: row.skewMs ?? 0, seenAt }
}

async function readRows({ pool }: Database, ids: readonly string[]): Promise<Map<string, ReporterRow>> {
  const { rows } = await pool.query<ReporterRow>({
    name: 'read-reporters',
    text: `SELECT p.id, p.name, p.environment, p.policy_path AS "policyPath", p.mode, b.boot, b.last_seq AS "lastSeq", b.skew_ms::float8 AS "skewMs",
             GREATEST(b.last_seen_at, c.last_seen_at) AS "seenAt", c.last_seen_at AS "writtenAt"
           FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id LEFT JOIN LATERAL (
             SELECT boot, last_seq, skew_ms, last_seen_at FROM connector_boot
             WHERE proxy_id = p.id AND last_seq > ${REFUSED} ORDER BY first_seen_at DESC LIMIT 1) b ON true
           WHERE p.id = ANY ($1::uuid[])`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** Remembers that another connector tried, so that the proxy's page can say so. */
export async function noteSecondConnector(ctx: Context, proxyId: string, boot: string): Promise<void> {
  await ctx.db.pool.query(
    `INSERT INTO connector_boot (boot, proxy_id, last_seq, first_seen_at, last_seen_at)
     VALUES ($1, $2, ${REFUSED}, $3, $3)
     ON CONFLICT (boot) DO UPDATE SET last_seen_at = excluded.last_seen_at
     WHERE connector_boot.proxy_id = excluded.proxy_id`,
    [boot, proxyId, ctx.now],
  )
}
