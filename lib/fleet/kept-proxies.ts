import type { Context } from '@/lib/context'
import type { ContactLedger } from './contact-ledger'
import { readReported, storedProxy, type ReportedProxy, type Seen, type StoredProxy } from './read-proxies'

interface VersionRow {
  id: string
  stamp: string
  seenMs: number | null
  clockSkewMs: number | null
  droppedTotal: string | null
  version: string | null
}

const BOOTS = `count(*) AS boots, sum(last_seq) AS seqs, extract(epoch FROM max(first_seen_at)) AS since FROM connector_boot`
const BOOTS_OF_ALL = `(SELECT proxy_id, ${BOOTS} GROUP BY proxy_id) b ON b.proxy_id = p.id`
const BOOTS_OF_ONE = `LATERAL (SELECT ${BOOTS} WHERE proxy_id = p.id) b ON true`

/**
 * `stamp` tells whether a proxy must be read again. Its registration is one row, and `xmin` differs in each version of that row; all that
 * is reported is written by `storeReport`, which gives a boot a higher `last_seq` each time, or makes another boot count.
 */
function versions(boots: string): string {
  return `
    SELECT p.id, concat_ws('.', p.xmin, b.boots, b.seqs, b.since) AS stamp,
      extract(epoch FROM c.last_seen_at)::float8 * 1000 AS "seenMs", c.clock_skew_ms AS "clockSkewMs",
      c.dropped_total AS "droppedTotal", c.version
    FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id LEFT JOIN ${boots}
    WHERE p.repository_id = $1 AND p.retired_at IS NULL`
}

const ALL = versions(BOOTS_OF_ALL)
const ONE = `${versions(BOOTS_OF_ONE)} AND p.name = $2`

/**
 * Proxies as they were read last. Nearly all of a large fleet is unchanged between two pages: only what has another stamp is read again.
 * The stamp is read first, so that what is kept under it is never older than it says.
 */
export class KeptProxies {
  #kept = new Map<string, { readonly stamp: string; readonly proxy: ReportedProxy }>()
  /** A context is made for one answer. */
  readonly #answers = new WeakMap<Context, Promise<StoredProxy[]>>()

  constructor(private readonly contacts: ContactLedger) {}

  /** All proxies that count, or the one of that name. Contacts in memory count when newer. The parts of one answer share one reading of all. */
  read({ ctx, name = null }: { ctx: Context; name?: string | null }): Promise<StoredProxy[]> {
    if (name !== null) return this.#read(ctx, name)
    const reading = this.#answers.get(ctx) ?? this.#read(ctx, null)
    this.#answers.set(ctx, reading)
    return reading
  }

  async #read(ctx: Context, name: string | null): Promise<StoredProxy[]> {
    const { pool } = ctx.db
    const { rows } =
      name === null
        ? await pool.query<VersionRow>({ name: 'fleet-versions', text: ALL, values: [ctx.repositoryId] })
        : await pool.query<VersionRow>({
            name: 'proxy-version',
            text: ONE,
            values: [ctx.repositoryId, name],
          })
    const known = this.#kept
    const kept = new Map<string, { readonly stamp: string; readonly proxy: ReportedProxy }>()
    const stale: VersionRow[] = []
    for (const row of rows) {
      const entry = known.get(row.id)
      if (entry?.stamp === row.stamp) kept.set(row.id, entry)
      else stale.push(row)
    }
    const stamps = new Map(stale.map(({ id, stamp }) => [id, stamp]))
    const read = stale.length === 0 ? [] : await readReported(ctx, [...stamps.keys()])
    for (const proxy of read)
      kept.set(proxy.registered.id, { stamp: stamps.get(proxy.registered.id) ?? '', proxy })
    // Whatever left the fleet is forgotten.
    if (name === null) this.#kept = kept
    else for (const [id, entry] of kept) this.#kept.set(id, entry)
    return rows.flatMap((row) => {
      const entry = kept.get(row.id)
      return entry === undefined ? [] : [storedProxy(entry.proxy, this.#seen(row))]
    })
  }

  #seen(row: VersionRow): Seen {
    const contact = this.contacts.of(row.id)
    const { seenMs } = row
    if (contact && (seenMs === null || contact.lastSeenAt.getTime() > seenMs)) return contact
    return {
      lastSeenAt: seenMs === null ? null : new Date(seenMs),
      clockSkewMs: row.clockSkewMs ?? 0,
      droppedTotal: Number(row.droppedTotal ?? 0),
      version: row.version ?? '',
    }
  }
}
