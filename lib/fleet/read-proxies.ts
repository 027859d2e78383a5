import type { Database } from '@/lib/db/database'
import { wasSilent } from './last-word'
import type { SeenAttempt, SeenContent, SeenRunning } from './proxy-state'
import {
  FACT_JOINS,
  INSTANCE_COLUMNS,
  shown,
  toInstance,
  type InstanceRow,
  type StoredInstance,
} from './stored-instance'

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
export interface RegisteredProxy {
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
  hostAt: Date
  source: string
  detail: { result?: 'success' | 'failure'; error?: string | null; differs?: SeenContent['differs'] }
}

const REGISTERED = `
  SELECT id, number, name, labels, environment, policy_path AS "policyPath", mode, engine, ephemeral, host_facts AS host,
    created_at AS "createdAt"
  FROM proxy WHERE id = ANY ($1::uuid[])`

const FACTS = `
  SELECT proxy_id AS "proxyId", kind, encode(sha256, 'hex') AS sha256, blob, at, COALESCE(host_at, at) AS "hostAt", source, detail
  FROM proxy_fact WHERE proxy_id = ANY ($1::uuid[])`

const LIVE = `
  SELECT ${INSTANCE_COLUMNS} FROM instance i ${FACT_JOINS}
  WHERE i.proxy_id = ANY ($1::uuid[]) AND i.ended_at IS NULL ORDER BY i.started_at`

/** The newest process of each proxy that has no open one. */
const LAST = `
  SELECT ${INSTANCE_COLUMNS} FROM unnest($1::uuid[]) AS p (id) CROSS JOIN LATERAL (
    SELECT * FROM instance x WHERE x.proxy_id = p.id ORDER BY x.ended_at DESC NULLS FIRST LIMIT 1) i ${FACT_JOINS}
  WHERE i.ended_at IS NOT NULL`

/** What was reported of a proxy, without its last contact. */
export interface ReportedProxy {
  readonly facts: ReturnType<typeof toFacts>
  readonly open: readonly StoredInstance[]
  /** The newest process, when none is open. */
  readonly last: StoredInstance | null
}

/** The last contact of a proxy's connector. */
export type Seen = Pick<StoredProxy, 'lastSeenAt' | 'clockSkewMs' | 'droppedTotal' | 'version'>

/** Reads what is registered of proxies, by id; those that are not there are left out. */
export async function readRegistered(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly string[],
): Promise<Map<string, RegisteredProxy>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<RegisteredProxy>({
    name: 'fleet-registered',
    text: REGISTERED,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** Reads the facts and processes of proxies, by id. */
export async function readReported(
  { pool }: Pick<Database, 'pool'>,
  ids: readonly string[],
): Promise<Map<string, ReportedProxy>> {
  if (ids.length === 0) return new Map()
  const [facts, live] = await Promise.all([
    pool.query<FactRow>({ name: 'fleet-facts', text: FACTS, values: [ids] }),
    pool.query<InstanceRow>({ name: 'fleet-live', text: LIVE, values: [ids] }),
  ])
  const factsOf = group(facts.rows, ({ proxyId }) => proxyId)
  const liveOf = group(live.rows, ({ proxyId }) => proxyId ?? '')
  const lastOf = await readLast(
    pool,
    ids.filter((id) => !liveOf.has(id)),
  )
  return new Map(
    ids.map((id) => [
      id,
      {
        facts: toFacts(factsOf.get(id) ?? []),
        open: (liveOf.get(id) ?? []).map(toInstance),
        last: lastOf.get(id) ?? null,
      },
    ]),
  )
}

/** By the proxy's id. Nearly all of a fleet have a process, and to look for the last one of each takes long. */
async function readLast(
  pool: Database['pool'],
  ids: readonly string[],
): Promise<Map<string, StoredInstance>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<InstanceRow>({ name: 'fleet-last', text: LAST, values: [ids] })
  return new Map(rows.map((row) => [row.proxyId ?? '', toInstance(row)]))
}

/** A proxy as of its last contact. Members are written out: spreading costs most of a list of 10,000. */
export function storedProxy(
  registered: RegisteredProxy,
  { facts, open, last }: ReportedProxy,
  seen: Seen,
): StoredProxy {
  const live = open.filter((instance) => isAlive(instance, seen.lastSeenAt))
  const silent =
    live.length === open.length ? null : open.findLast((instance) => !isAlive(instance, seen.lastSeenAt))
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

function isAlive({ endedAt, lastEventAt, startedAt }: StoredInstance, lastSeenAt: Date | null): boolean {
  return endedAt === null && lastSeenAt !== null && !wasSilent(lastEventAt ?? startedAt, lastSeenAt)
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
