import type { Database } from '@/lib/db/database'

/** Contacts are written at most this often. */
const FLUSH_MS = 10_000

/** The last contact of one proxy's connector, as this process saw it. */
export interface Contact {
  readonly lastSeenAt: Date
  /** Connector clock minus server clock. */
  readonly clockSkewMs: number
  readonly droppedTotal: number
  readonly version: string
  /** Version of the wire protocol that it speaks. */
  readonly protocol: string
  /** The connector's start; keeps the second of two connectors out. */
  readonly boot: string
}

/**
 * Last contacts, kept in memory and written in batches: keep-alives of 10,000 proxies are one statement now and then, not 10,000
 * updates per interval. Whoever reads contacts asks the database and takes the newer of the two.
 */
export class ContactLedger {
  readonly #contacts = new Map<string, Contact>()
  readonly #unwritten = new Set<string>()
  #flushedAt = 0

  note(proxyId: string, contact: Contact): void {
    this.#contacts.set(proxyId, contact)
    this.#unwritten.add(proxyId)
  }

  /** A sign of life without a report: a long poll. */
  touch(proxyId: string, now: Date): void {
    const known = this.#contacts.get(proxyId)
    if (known && known.lastSeenAt < now) this.note(proxyId, { ...known, lastSeenAt: now })
  }

  of(proxyId: string): Contact | undefined {
    return this.#contacts.get(proxyId)
  }

  /** True when a flush is due; the one caller that hears it does it. */
  takeTurn(now: Date): boolean {
    if (now.getTime() - this.#flushedAt < FLUSH_MS) return false
    this.#flushedAt = now.getTime()
    return true
  }

  /** Writes what changed since the last flush; returns how many. What cannot be written is kept for the next time. */
  async flush(db: Database): Promise<number> {
    const ids = [...this.#unwritten]
    if (ids.length === 0) return 0
    this.#unwritten.clear()
    const rows = ids.flatMap((id) => {
      const contact = this.#contacts.get(id)
      return contact ? [{ id, ...contact }] : []
    })
    try {
      await db.transaction(async (client) => {
        await client.query(WRITE_CONTACTS, [
          rows.map(({ id }) => id),
          rows.map(({ lastSeenAt }) => lastSeenAt),
          rows.map(({ clockSkewMs }) => clockSkewMs),
          rows.map(({ droppedTotal }) => droppedTotal),
          rows.map(({ version }) => version),
          rows.map(({ protocol }) => protocol),
        ])
        await client.query(WRITE_BOOTS, [
          rows.map(({ boot }) => boot),
          rows.map(({ lastSeenAt }) => lastSeenAt),
        ])
      })
      return rows.length
    } catch (error) {
      for (const id of ids) this.#unwritten.add(id)
      throw error
    }
  }
}

const WRITE_CONTACTS = `
  INSERT INTO proxy_contact (proxy_id, last_seen_at, clock_skew_ms, dropped_total, version, protocol)
  SELECT c.* FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::bigint[], $5::text[], $6::text[])
    AS c (proxy_id, last_seen_at, clock_skew_ms, dropped_total, version, protocol)
  WHERE EXISTS (SELECT 1 FROM proxy p WHERE p.id = c.proxy_id)
  ON CONFLICT (proxy_id) DO UPDATE SET last_seen_at = excluded.last_seen_at, clock_skew_ms = excluded.clock_skew_ms,
    dropped_total = excluded.dropped_total, version = excluded.version, protocol = excluded.protocol
  WHERE proxy_contact.last_seen_at <= excluded.last_seen_at`

const WRITE_BOOTS = `
  UPDATE connector_boot b SET last_seen_at = s.seen
  FROM unnest($1::uuid[], $2::timestamptz[]) AS s (boot, seen)
  WHERE b.boot = s.boot AND b.last_seen_at < s.seen`
