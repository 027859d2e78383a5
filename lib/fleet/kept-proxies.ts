import type { Context } from '@/lib/context'
import type { ContactLedger } from './contact-ledger'
import {
  readRegistered,
  readReported,
  storedProxy,
  type RegisteredProxy,
  type ReportedProxy,
  type Seen,
  type StoredProxy,
} from './read-proxies'

interface VersionRow {
  id: string
  retired: boolean
  registration: string
  reports: string
}

interface ContactRow extends Omit<Seen, 'lastSeenAt' | 'droppedTotal'> {
  id: string
  seenMs: number
  droppedTotal: string
}

/** What a stored proxy is made of; it is the same object until one of them is another. */
interface Parts {
  readonly registered: RegisteredProxy
  readonly reported: ReportedProxy
  readonly seen: Seen
}

interface Entry extends Omit<Parts, 'seen'> {
  readonly registration: string
  readonly reports: string
  made: (Parts & { readonly proxy: StoredProxy }) | null
}

/**
 * These tell what of a proxy must be read again. Its registration is one row, and `xmin` differs in each version of that row; all that is
 * reported is written by `storeReport`, which gives a boot a higher `last_seq` each time, or makes another boot count.
 */
const VERSIONS = `p.id, p.retired_at IS NOT NULL AS retired, p.xmin::text AS registration,
  concat_ws('.', b.boots, b.seqs, b.since) AS reports`
const BOOTS = `count(*) AS boots, sum(last_seq) AS seqs, extract(epoch FROM max(first_seen_at)) AS since FROM connector_boot`

const ALL = `
  SELECT ${VERSIONS} FROM proxy p
  LEFT JOIN (SELECT proxy_id, ${BOOTS} GROUP BY proxy_id) b ON b.proxy_id = p.id
  WHERE p.repository_id = $1 AND p.retired_at IS NULL`

/**
 * Proxies of which a row was written since the horizon $2. `age` counts back from now, so that it compares numbers also after they began
 * anew. They are few, which the planner cannot know: with a limit each is looked up by its key.
 */
const WRITTEN = `
  SELECT ${VERSIONS} FROM (
    SELECT id FROM proxy WHERE age(xmin) <= age($2::text::xid)
    UNION SELECT proxy_id FROM connector_boot WHERE age(xmin) <= age($2::text::xid)
  ) written
  CROSS JOIN LATERAL (SELECT xmin, * FROM proxy WHERE id = written.id LIMIT 1) p
  CROSS JOIN LATERAL (SELECT ${BOOTS} WHERE proxy_id = written.id) b
  WHERE p.repository_id = $1`

/** Contacts that were written since the horizon $1; all without one. Every few seconds these are those of the whole fleet. */
const CONTACTS = `
  SELECT proxy_id AS id, (extract(epoch FROM last_seen_at) * 1000)::float8 AS "seenMs", clock_skew_ms AS "clockSkewMs",
    dropped_total AS "droppedTotal", version
  FROM proxy_contact WHERE $1::text IS NULL OR age(xmin) <= age($1::text::xid)`

/** The oldest transaction that runs now. `isAhead`: $1 is no horizon of this database any more, which went back to an older state. */
const HORIZON = `
  SELECT h.xid::text AS horizon, age(h.xid) > age($1::text::xid) AS "isAhead"
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::xid AS xid) h`

/**
 * The fleet as it was read last. Nearly all of a large one is unchanged between two pages: only rows that were written since the last reading
 * are looked at, and of each proxy only what has another version is read again.
 *
 * Whatever had committed at a horizon was seen by the reading after it; all else has a higher transaction number. So nothing is missed
 * however transactions overlap, and a reading sees all that was committed before it began, also what another process wrote.
 */
export class KeptProxies {
  #entries = new Map<string, Entry>()
  /** The entries as they were listed last, and where each is there. */
  #list: readonly StoredProxy[] = []
  #places = new Map<string, number>()
  /** Ids of those who were heard since. */
  readonly #heard = new Set<string>()
  /** The last contacts in the database, also of proxies that do not count. */
  readonly #contacts = new Map<string, Seen>()
  #horizon: string | null = null
  #facts = 0
  /** By the proxy's id: the number of the reading that found anything of it last. Since `#since`; before, nothing is known. */
  readonly #changes = new Map<string, number>()
  #since = 0
  #reading: Promise<unknown> = Promise.resolve()
  #next: Promise<readonly StoredProxy[]> | null = null
  /** A context is made for one answer. */
  readonly #answers = new WeakMap<Context, Promise<readonly StoredProxy[]>>()

  constructor(private readonly contacts: ContactLedger) {
    contacts.tell(this.#heard)
  }

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
    const since = isAhead === false ? this.#horizon : null
    const [versions, contacts] = await Promise.all([
      pool.query<VersionRow>(
        since === null
          ? { name: 'fleet-all', text: ALL, values: [repositoryId] }
          : { name: 'fleet-written', text: WRITTEN, values: [repositoryId, since] },
      ),
      pool.query<ContactRow>({ name: 'fleet-contacts', text: CONTACTS, values: [since] }),
    ])
    const { rows } = versions
    const entries = since === null ? new Map<string, Entry>() : this.#entries
    const staleIds = (version: 'registration' | 'reports') =>
      rows.flatMap((row) => (row.retired || entries.get(row.id)?.[version] === row[version] ? [] : [row.id]))
    const [registered, reported] = await Promise.all([
      readRegistered(people, staleIds('registration')),
      readReported(people, staleIds('reports')),
    ])
    // From here on nothing is awaited: what fails before leaves all as it was, and is read again.
    const gone = rows.flatMap(({ id, retired }) => (retired && entries.has(id) ? [id] : []))
    const changed = new Set([...registered.keys(), ...reported.keys(), ...gone])
    if (since === null || changed.size > 0) this.#facts += 1
    if (since === null) {
      this.#changes.clear()
      this.#contacts.clear()
      this.#since = this.#facts
    }
    for (const id of changed) this.#changes.set(id, this.#facts)
    const size = entries.size
    this.#entries = withRows(entries, rows, registered, reported)
    for (const row of contacts.rows) this.#contacts.set(row.id, contactOf(row))
    this.#horizon = horizon
    const isSameFleet = this.#entries === entries && entries.size === size && this.#list.length === size
    const told = [...changed, ...contacts.rows.map(({ id }) => id), ...this.#heard]
    this.#heard.clear()
    return isSameFleet ? this.#listAgain(new Set(told)) : this.#listAnew()
  }

  #listAnew(): readonly StoredProxy[] {
    this.#places = new Map([...this.#entries.keys()].map((id, place) => [id, place]))
    this.#list = [...this.#entries].map(([id, entry]) => this.#made(id, entry))
    return this.#list
  }

  /** The same proxies, some of which told something. */
  #listAgain(told: ReadonlySet<string>): readonly StoredProxy[] {
    if (told.size === 0) return this.#list
    const list = [...this.#list]
    for (const id of told) {
      const [place, entry] = [this.#places.get(id), this.#entries.get(id)]
      if (place !== undefined && entry !== undefined) list[place] = this.#made(id, entry)
    }
    this.#list = list
    return list
  }

  #made(id: string, entry: Entry): StoredProxy {
    const { registered, reported, made } = entry
    const seen = this.#seen(id)
    if (made?.registered === registered && made.reported === reported && made.seen === seen) return made.proxy
    const proxy = storedProxy(registered, reported, seen)
    entry.made = { registered, reported, seen, proxy }
    return proxy
  }

  /** The newer of what is in memory and what is written. */
  #seen(id: string): Seen {
    const written = this.#contacts.get(id) ?? NEVER
    return this.contacts.newest(id, written.lastSeenAt) ?? written
  }
}

const NEVER: Seen = { lastSeenAt: null, clockSkewMs: 0, droppedTotal: 0, version: '' }

/** The entries with what was read of them, by name; those that were retired are left out. */
function withRows(
  entries: Map<string, Entry>,
  rows: readonly VersionRow[],
  freshlyRegistered: ReadonlyMap<string, RegisteredProxy>,
  freshlyReported: ReadonlyMap<string, ReportedProxy>,
): Map<string, Entry> {
  let isLonger = false
  for (const { id, retired, registration, reports } of rows) {
    const known = entries.get(id)
    const registered = freshlyRegistered.get(id) ?? known?.registered
    const reported = freshlyReported.get(id) ?? known?.reported
    if (retired || registered === undefined || reported === undefined) {
      entries.delete(id)
      continue
    }
    entries.set(id, { registration, reports, registered, reported, made: known?.made ?? null })
    isLonger ||= known === undefined
  }
  // One that was there keeps its place.
  if (!isLonger) return entries
  const name = ({ registered }: Entry) => registered.name
  return new Map([...entries].sort(([, a], [, b]) => (name(a) < name(b) ? -1 : 1)))
}

function contactOf({ seenMs, clockSkewMs, droppedTotal, version }: ContactRow): Seen {
  return { lastSeenAt: new Date(seenMs), clockSkewMs, droppedTotal: Number(droppedTotal), version }
}
