import type { Context } from '@/lib/context'
import type { ContactLedger } from './contact-ledger'
import { readReported, storedProxy, type ReportedProxy, type Seen, type StoredProxy } from './read-proxies'

interface VersionRow {
  id: string
  retired: boolean
  stamp: string
  seenMs: number | null
  clockSkewMs: number | null
  droppedTotal: string | null
  version: string | null
}

interface Entry {
  stamp: string
  reported: ReportedProxy
  /** The last contact in the database. */
  written: Seen
  /** What `proxy` was made of; it is the same object until one of them is another. */
  made: { readonly reported: ReportedProxy; readonly seen: Seen; readonly proxy: StoredProxy } | null
}

/**
 * `stamp` tells whether the facts of a proxy must be read again. Its registration is one row, and `xmin` differs in each version of that row;
 * all that is reported is written by `storeReport`, which gives a boot a higher `last_seq` each time, or makes another boot count.
 */
const COLUMNS = `p.id, p.retired_at IS NOT NULL AS retired, concat_ws('.', p.xmin, b.boots, b.seqs, b.since) AS stamp,
  extract(epoch FROM c.last_seen_at)::float8 * 1000 AS "seenMs", c.clock_skew_ms AS "clockSkewMs",
  c.dropped_total AS "droppedTotal", c.version`
const BOOTS = `count(*) AS boots, sum(last_seq) AS seqs, extract(epoch FROM max(first_seen_at)) AS since FROM connector_boot`

const ALL = `
  SELECT ${COLUMNS} FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id
  LEFT JOIN (SELECT proxy_id, ${BOOTS} GROUP BY proxy_id) b ON b.proxy_id = p.id
  WHERE p.repository_id = $1 AND p.retired_at IS NULL`

/**
 * Proxies of which a row was written since the horizon $2. `age` counts back from now, so that it compares numbers also after they began
 * anew. They are few, which the planner cannot know: with a limit each is looked up by its key.
 */
const WRITTEN = `
  SELECT ${COLUMNS} FROM (
    SELECT id FROM proxy WHERE age(xmin) <= age($2::text::xid)
    UNION SELECT proxy_id FROM proxy_contact WHERE age(xmin) <= age($2::text::xid)
    UNION SELECT proxy_id FROM connector_boot WHERE age(xmin) <= age($2::text::xid)
  ) written
  CROSS JOIN LATERAL (SELECT xmin, * FROM proxy WHERE id = written.id LIMIT 1) p
  LEFT JOIN LATERAL (SELECT * FROM proxy_contact WHERE proxy_id = written.id LIMIT 1) c ON true
  CROSS JOIN LATERAL (SELECT ${BOOTS} WHERE proxy_id = written.id) b
  WHERE p.repository_id = $1`

/** The oldest transaction that runs now. `isAhead`: $1 is no horizon of this database any more, which went back to an older state. */
const HORIZON = `
  SELECT h.xid::text AS horizon, age(h.xid) > age($1::text::xid) AS "isAhead"
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::xid AS xid) h`

/**
 * The fleet as it was read last. Nearly all of a large one is unchanged between two pages: only rows that were written since the last reading
 * are looked at, and only proxies with another stamp are read again.
 *
 * Whatever had committed at a horizon was seen by the reading after it; all else has a higher transaction number. So nothing is missed
 * however transactions overlap, and a reading sees all that was committed before it began, also what another process wrote.
 */
export class KeptProxies {
  #entries = new Map<string, Entry>()
  #horizon: string | null = null
  #facts = 0
  /** By the proxy's id: the number of the reading that found anything of it last. Since `#since`; before, nothing is known. */
  readonly #changes = new Map<string, number>()
  #since = 0
  #reading: Promise<unknown> = Promise.resolve()
  #next: Promise<readonly StoredProxy[]> | null = null
  /** A context is made for one answer. */
  readonly #answers = new WeakMap<Context, Promise<readonly StoredProxy[]>>()

  constructor(private readonly contacts: ContactLedger) {}

  /** Another number after each reading that found a fact, a registration or its end that the one before had not. */
  get facts(): number {
    return this.#facts
  }

  /** Ids of the proxies of which something was found after the reading with this number; null when that is not known any more. */
  changedSince(facts: number): readonly string[] | null {
    if (facts < this.#since) return null
    return [...this.#changes].flatMap(([id, found]) => (found > facts ? [id] : []))
  }

  /** All proxies that count, by name. Contacts in memory count when newer. The parts of one answer share one reading. */
  read({ ctx }: { readonly ctx: Context }): Promise<readonly StoredProxy[]> {
    const reading = this.#answers.get(ctx) ?? this.#enqueue(ctx)
    this.#answers.set(ctx, reading)
    return reading
  }

  /** One reading at a time. Whoever asks while one runs shares the next, for that one may have begun before what they must see. */
  #enqueue(ctx: Context): Promise<readonly StoredProxy[]> {
    this.#next ??= this.#reading.then(() => {
      this.#next = null
      return this.#readNow(ctx)
    })
    this.#reading = this.#next.catch(() => undefined)
    return this.#next
  }

  async #readNow({ db, repositoryId }: Context): Promise<readonly StoredProxy[]> {
    // People share it, whoever asked first: they must not wait for connections of jobs.
    const people = db.lane('people')
    const { pool } = people
    const asked = await pool.query<{ horizon: string; isAhead: boolean | null }>({
      name: 'fleet-horizon',
      text: HORIZON,
      values: [this.#horizon],
    })
    const { horizon = null, isAhead = null } = asked.rows[0] ?? {}
    const isSecond = isAhead === false
    const { rows } = await pool.query<VersionRow>(
      isSecond
        ? { name: 'fleet-written', text: WRITTEN, values: [repositoryId, this.#horizon] }
        : { name: 'fleet-all', text: ALL, values: [repositoryId] },
    )
    const entries = isSecond ? this.#entries : new Map<string, Entry>()
    const stale = rows.filter(({ id, stamp, retired }) => !retired && entries.get(id)?.stamp !== stamp)
    const ids = stale.map(({ id }) => id)
    const read = ids.length === 0 ? [] : await readReported(people, ids)
    // From here on nothing is awaited: what fails before leaves all as it was, and is read again.
    const gone = rows.flatMap(({ id, retired }) => (retired && entries.has(id) ? [id] : []))
    if (!isSecond || read.length > 0 || gone.length > 0) this.#facts += 1
    if (!isSecond) {
      this.#changes.clear()
      this.#since = this.#facts
    }
    for (const id of [...ids, ...gone]) this.#changes.set(id, this.#facts)
    this.#entries = withRows(entries, rows, read)
    this.#horizon = horizon
    return this.#listed()
  }

  #listed(): StoredProxy[] {
    const list: StoredProxy[] = []
    for (const [id, entry] of this.#entries) {
      const { reported, written, made } = entry
      const contact = this.contacts.of(id)
      const seen =
        contact && (written.lastSeenAt === null || contact.lastSeenAt >= written.lastSeenAt)
          ? contact
          : written
      if (made?.reported === reported && made.seen === seen) {
        list.push(made.proxy)
        continue
      }
      const proxy = storedProxy(reported, seen)
      entry.made = { reported, seen, proxy }
      list.push(proxy)
    }
    return list
  }
}

/** The entries with what was read of them, by name; those that were retired are left out. */
function withRows(
  entries: Map<string, Entry>,
  rows: readonly VersionRow[],
  read: readonly ReportedProxy[],
): Map<string, Entry> {
  const fresh = new Map(read.map((reported) => [reported.registered.id, reported]))
  let isLonger = false
  for (const row of rows) {
    const { id, stamp, retired } = row
    const known = entries.get(id)
    const reported = fresh.get(id) ?? known?.reported
    if (retired || reported === undefined) {
      entries.delete(id)
      continue
    }
    entries.set(id, { stamp, reported, written: contactOf(row), made: known?.made ?? null })
    isLonger ||= known === undefined
  }
  // One that was there keeps its place.
  if (!isLonger) return entries
  const name = (entry: Entry) => entry.reported.registered.name
  return new Map([...entries].sort(([, a], [, b]) => (name(a) < name(b) ? -1 : 1)))
}

function contactOf({ seenMs, clockSkewMs, droppedTotal, version }: VersionRow): Seen {
  return {
    lastSeenAt: seenMs === null ? null : new Date(seenMs),
    clockSkewMs: clockSkewMs ?? 0,
    droppedTotal: Number(droppedTotal ?? 0),
    version: version ?? '',
  }
}
