import { bigintArray, integerArray, timestampArray } from '@/lib/db/array-parameter'
import type { Database } from '@/lib/db/database'

/** Contacts are written at most this often, as long as everybody is heard regularly. */
const FLUSH_MS = 10_000
/** Whoever is heard after a longer silence is written at once: what is decided from five minutes of silence must not miss that it ended. */
const SILENCE_MS = 240_000

/** The last contact of one proxy's connector, as this process saw it. */
export interface Contact {
  readonly lastSeenAt: Date
  /** Connector clock minus server clock. */
  readonly clockSkewMs: number
  /** The same as this contact alone tells it: too low by as long as it was under way. */
  readonly measuredSkewMs: number
  readonly droppedTotal: number
  readonly version: string
  /** Version of the wire protocol that it speaks. */
  readonly protocol: string
  /** The connector's start; keeps the second of two connectors out. */
  readonly boot: string
}

/**
 * Last contacts, kept in memory and written in batches: keep-alives of 10,000 proxies are one statement now and then, not 10,000
 * updates per interval. Whoever reads contacts asks the database and takes the newer of the two. Who has only the database (another
 * process, a statement) may take a silence of minutes for one: the end of it is written before the connector is answered.
 */
export class ContactLedger {
  readonly #contacts = new Map<string, Contact>()
  readonly #unwritten = new Set<string>()
  readonly #told: Set<string>[] = []
  #flushedAt = 0
  #flushing: Promise<unknown> = Promise.resolve()
  #next: Promise<number> | null = null

  /** A report was taken. Asking what is desired is no contact: it says nothing of what runs, and another connector may ask as well. */
  note(proxyId: string, contact: Contact): void {
    this.#contacts.set(proxyId, contact)
    this.#unwritten.add(proxyId)
    for (const heard of this.#told) heard.add(proxyId)
  }

  /** From now on the ids of those who are heard are put into `heard` too, which its owner empties. */
  tell(heard: Set<string>): void {
    this.#told.push(heard)
  }

  of(proxyId: string): Contact | undefined {
    return this.#contacts.get(proxyId)
  }

  /** What this process saw, unless a later contact is written: the connector may talk to another one since. */
  newest(proxyId: string, writtenAt: Date | null): Contact | undefined {
    const seen = this.#contacts.get(proxyId)
    return seen !== undefined && (writtenAt === null || writtenAt <= seen.lastSeenAt) ? seen : undefined
  }

  /** True when a flush is due after a contact of a proxy; the caller that hears it does it. `writtenAt`: its contact in the database. */
  takeTurn(writtenAt: Date | null, now: Date): boolean {
    const wasSilent = now.getTime() - (writtenAt?.getTime() ?? 0) > SILENCE_MS
    if (!wasSilent && now.getTime() - this.#flushedAt < FLUSH_MS) return false
    this.#flushedAt = now.getTime()
    return true
  }

  /**
   * Writes what changed since the last flush; returns how many. What cannot be written is kept for the next time. One at a time: whoever
   * comes while one runs shares the next.
   */
  flush(db: Database): Promise<number> {
    this.#next ??= this.#flushing.then(() => {
      this.#next = null
      return this.#flushNow(db)
    })
    this.#flushing = this.#next.catch(() => undefined)
    return this.#next
  }

  async #flushNow(db: Database): Promise<number> {
    const ids = [...this.#unwritten]
    if (ids.length === 0) return 0
    this.#unwritten.clear()
    const rows = ids.flatMap((id) => {
      const contact = this.#contacts.get(id)
      return contact ? [{ id, ...contact }] : []
    })
    try {
      await db.pool.query(WRITE_CONTACTS, [
        rows.map(({ id }) => id),
        timestampArray(rows.map(({ lastSeenAt }) => lastSeenAt.getTime() * 1000)),
        integerArray(rows.map(({ clockSkewMs }) => clockSkewMs)),
        bigintArray(rows.map(({ droppedTotal }) => droppedTotal)),
        rows.map(({ version }) => version),
        rows.map(({ protocol }) => protocol),
      ])
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
