import type { Database } from '@/lib/db/database'
import { printable } from '@/lib/policy/describe/sentence'
import type { Evidence } from '@/lib/wire/terms'
import type { SeenAttempt, SeenContent, SeenRunning } from './proxy-state'

/** A process's events are a minute apart at most while it lives (fleet.md: alive up to 90 s after its last). */
const ALIVE_MS = 90_000

/** One process as stored. */
export interface StoredInstance {
  readonly id: string
  readonly proxyId: string | null
  readonly nativeId: string
  readonly pid: number | null
  readonly server: string | null
  readonly config: string | null
  readonly startedAt: Date | null
  readonly lastEventAt: Date | null
  readonly endedAt: Date | null
  readonly client: { readonly name: string; readonly version: string } | null
  /** It denies nothing and says what it would deny. */
  readonly observeOnly: boolean
  readonly attempted: SeenAttempt | null
  readonly running: SeenRunning | null
}

/** A proxy with its facts as stored; verdicts are derived from it. */
export interface StoredProxy {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly environment: string
  readonly policyPath: string
  readonly mode: string
  readonly engine: string
  readonly ephemeral: boolean
  readonly host: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly lastSeenAt: Date | null
  readonly clockSkewMs: number
  readonly droppedTotal: number
  readonly version: string
  readonly delivered: SeenContent | null
  readonly source: SeenContent | null
  readonly refused: SeenAttempt | null
  /** Why the connector cannot read events; null when it can. */
  readonly unread: string | null
  readonly live: readonly StoredInstance[]
  readonly lastEndedAt: Date | null
  /** What the newest process ran, when none is live. */
  readonly lastRunning: SeenRunning | null
}

/** What is registered of a proxy. */
interface ProxyRow {
  id: string
  number: number
  name: string
  labels: Record<string, string>
  environment: string
  policyPath: string
  mode: string
  engine: string
  ephemeral: boolean
  host: Record<string, unknown>
  createdAt: Date
}

interface FactRow {
  proxyId: string
  kind: string
  sha256: string | null
  blob: string | null
  at: Date
  source: string
  detail: { result?: 'success' | 'failure'; error?: string | null; differs?: SeenContent['differs'] }
}

interface InstanceRow extends Omit<StoredInstance, 'attempted' | 'running'> {
  aSha256: string | null
  aBlob: string | null
  aAt: Date | null
  aSource: string | null
  aResult: 'success' | 'failure' | null
  aError: string | null
  rSha256: string | null
  rBlob: string | null
  rAt: Date | null
  rSource: string | null
  rEvidence: Evidence | null
  rReason: string | null
}

const PROXIES = `
  SELECT id, number, name, labels, environment, policy_path AS "policyPath", mode, engine, ephemeral, host_facts AS host,
    created_at AS "createdAt"
  FROM proxy WHERE id = ANY ($1::uuid[])`

const FACTS = `
  SELECT proxy_id AS "proxyId", kind, encode(sha256, 'hex') AS sha256, blob, at, source, detail
  FROM proxy_fact WHERE proxy_id = ANY ($1::uuid[])`

/** Columns of an instance with its two facts; shared by the lists of live and of last processes. */
export const INSTANCE_COLUMNS = `
  i.id, i.proxy_id AS "proxyId", i.native_id AS "nativeId", i.pid, i.server, i.config, i.started_at AS "startedAt",
  i.last_heartbeat_at AS "lastEventAt", i.ended_at AS "endedAt", i.client,
  COALESCE((i.detail->>'observeOnly')::boolean, false) AS "observeOnly", encode(a.sha256, 'hex') AS "aSha256", a.blob AS "aBlob", a.at AS "aAt", a.source AS "aSource", a.result AS "aResult",
  a.error AS "aError", encode(r.sha256, 'hex') AS "rSha256", r.blob AS "rBlob", r.at AS "rAt", r.source AS "rSource",
  r.evidence AS "rEvidence", r.reason AS "rReason"`

const FACT_JOINS = `
  LEFT JOIN instance_fact a ON a.instance_id = i.id AND a.kind = 'attempted'
  LEFT JOIN instance_fact r ON r.instance_id = i.id AND r.kind = 'running'`

const LIVE = `
  SELECT ${INSTANCE_COLUMNS} FROM instance i ${FACT_JOINS}
  WHERE i.proxy_id = ANY ($1::uuid[]) AND i.ended_at IS NULL ORDER BY i.started_at`

/** The newest process of each proxy that has no open one. */
const LAST = `
  SELECT ${INSTANCE_COLUMNS} FROM unnest($1::uuid[]) AS p (id) CROSS JOIN LATERAL (
    SELECT * FROM instance x WHERE x.proxy_id = p.id ORDER BY x.ended_at DESC NULLS FIRST LIMIT 1) i ${FACT_JOINS}
  WHERE i.ended_at IS NOT NULL`

/** A proxy as registered and reported, without its last contact. */
export interface ReportedProxy {
  readonly registered: ProxyRow
  readonly facts: ReturnType<typeof toFacts>
  readonly open: readonly StoredInstance[]
  /** The newest process, when none is open. */
  readonly last: StoredInstance | null
}

/** The last contact of a proxy's connector. */
export type Seen = Pick<StoredProxy, 'lastSeenAt' | 'clockSkewMs' | 'droppedTotal' | 'version'>

/** Reads proxies with their facts and processes; those that are not there are left out. */
export async function readReported(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly string[],
): Promise<ReportedProxy[]> {
  const values = [ids]
  const [proxies, facts, live, last] = await Promise.all([
    pool.query<ProxyRow>({ name: 'fleet-proxies', text: PROXIES, values }),
    pool.query<FactRow>({ name: 'fleet-facts', text: FACTS, values }),
    pool.query<InstanceRow>({ name: 'fleet-live', text: LIVE, values }),
    pool.query<InstanceRow>({ name: 'fleet-last', text: LAST, values }),
  ])
  const factsOf = group(facts.rows, ({ proxyId }) => proxyId)
  const liveOf = group(live.rows, ({ proxyId }) => proxyId ?? '')
  const lastOf = group(last.rows, ({ proxyId }) => proxyId ?? '')
  return proxies.rows.map((registered) => {
    const [ended] = lastOf.get(registered.id) ?? []
    return {
      registered,
      facts: toFacts(factsOf.get(registered.id) ?? []),
      open: (liveOf.get(registered.id) ?? []).map(toInstance),
      last: ended === undefined ? null : toInstance(ended),
    }
  })
}

/** A proxy as of its last contact. Members are written out: spreading costs most of a list of 10,000. */
export function storedProxy({ registered, facts, open, last }: ReportedProxy, seen: Seen): StoredProxy {
  const live = open.filter((instance) => isAlive(instance, seen))
  const silent = live.length === open.length ? null : open.findLast((instance) => !isAlive(instance, seen))
  const newest = last ?? silent ?? null
  return {
    id: registered.id,
    number: registered.number,
    name: registered.name,
    labels: registered.labels,
    environment: registered.environment,
    policyPath: registered.policyPath,
    mode: registered.mode,
    engine: registered.engine,
    ephemeral: registered.ephemeral,
    host: registered.host,
    createdAt: registered.createdAt,
    lastSeenAt: seen.lastSeenAt,
    clockSkewMs: seen.clockSkewMs,
    droppedTotal: seen.droppedTotal,
    version: seen.version,
    delivered: facts.delivered,
    source: facts.source,
    refused: facts.refused,
    unread: facts.unread,
    live,
    lastEndedAt: newest === null ? null : (newest.endedAt ?? newest.lastEventAt),
    lastRunning: newest?.running ?? null,
  }
}

/** Judged at the last contact, not now: while the connector is silent, heartbeats cannot arrive. */
function isAlive(instance: StoredInstance, seen: { lastSeenAt: Date | null; clockSkewMs: number }): boolean {
  if (instance.endedAt !== null || seen.lastSeenAt === null) return false
  const last = instance.lastEventAt ?? instance.startedAt
  if (last === null) return true
  // Event times are on the connector's clock.
  return seen.lastSeenAt.getTime() + seen.clockSkewMs - last.getTime() <= ALIVE_MS
}

function toFacts(rows: readonly FactRow[]) {
  const of = (kind: string) => rows.find((row) => row.kind === kind) ?? null
  const [delivered, refused] = [of('delivered'), of('refused')]
  return {
    delivered: delivered === null ? null : { ...delivered, differs: delivered.detail.differs ?? null },
    source: of('source'),
    unread: of('events')?.detail.error ?? null,
    refused:
      refused === null
        ? null
        : {
            ...refused,
            result: refused.detail.result ?? ('failure' as const),
            error: shown(refused.detail.error ?? null),
          },
  }
}

/** One row with both facts as an instance. */
export function toInstance(row: InstanceRow): StoredInstance {
  const { id, proxyId, nativeId, pid, server, config, startedAt, lastEventAt, endedAt, client, observeOnly } =
    row
  return {
    id,
    proxyId,
    nativeId,
    pid,
    server,
    config,
    startedAt,
    lastEventAt,
    endedAt,
    client: client && { name: printable(client.name), version: printable(client.version) },
    observeOnly,
    attempted:
      row.aAt === null
        ? null
        : {
            sha256: row.aSha256,
            blob: row.aBlob,
            at: row.aAt,
            source: row.aSource ?? '',
            result: row.aResult ?? 'failure',
            error: shown(row.aError),
          },
    running:
      row.rAt === null
        ? null
        : {
            sha256: row.rSha256,
            blob: row.rBlob,
            at: row.rAt,
            source: row.rSource ?? '',
            evidence: row.rEvidence ?? 0,
            reason: shown(row.rReason),
          },
  }
}

/** What a host says goes into sentences and tables. */
function shown(said: string | null): string | null {
  return said === null ? null : printable(said)
}

/** Rows by a key, in their order. */
export function group<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const found = groups.get(key(row))
    if (found) found.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
