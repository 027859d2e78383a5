import type { ConnectorActor, Context } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import { WriteQueue, type WriteLimits } from '@/lib/db/write-queue'
import {
  namesAllThatLive,
  type AttemptFact,
  type ContentFact,
  type InstanceReport,
  type ReportRequest,
} from '@/lib/wire/report'

const FACTS = ['delivered', 'source', 'claimed', 'refused', 'events'] as const

/** Reports of one statement: those of one call of a host. */
const MOST_REPORTS = 250
const MOST_ROWS = 5_000

interface StoredReport {
  readonly ctx: Context<ConnectorActor>
  readonly input: ReportRequest
  /** This boot did not report last. */
  readonly takesOver: boolean
  /** Its host's clock minus the server's, by which its times are moved. */
  readonly skewMs: number
}

const queues = new WeakMap<Database, WriteQueue<StoredReport, 'stored'>>()

/**
 * Stores all that a report says, in one statement with what others report at the same moment: a merge makes every proxy report at once.
 * Rows of other proxies are never touched, whatever ids it names. `overloaded`: too much waits to be stored, and nothing was taken.
 */
export async function storeReport(report: StoredReport): Promise<'stored' | 'overloaded'> {
  const { db } = report.ctx
  const queue = queues.get(db) ?? new WriteQueue((reports) => storeAll(db, reports), LIMITS)
  queues.set(db, queue)
  return (await queue.offer(report)) ?? 'overloaded'
}

const LIMITS: WriteLimits<StoredReport> = {
  most: MOST_REPORTS,
  rowsPerWrite: MOST_ROWS,
  writers: 2,
  rowsOf: ({ input }) => 1 + 3 * input.instances.length + input.loads.length + input.files.length,
  /** Ids are the connectors' own words: another one may name them too. */
  keysOf: ({ ctx, input }) => [
    ctx.actor.proxyId,
    input.boot,
    ...input.instances.map(({ id }) => id),
    ...input.files.map(({ id }) => id),
  ],
}

async function storeAll({ pool }: Database, reports: readonly StoredReport[]): Promise<'stored'[]> {
  const gone: object[] = []
  const facts: object[] = []
  const instances: object[] = []
  const instanceFacts: object[] = []
  const loads: object[] = []
  const files: object[] = []
  for (const { ctx, input, skewMs } of reports) {
    const proxy = ctx.actor.proxyId
    const own = { proxy, now: ctx.now, skewMs }
    for (const kind of FACTS) {
      if (input.full ? input.facts[kind] == null : input.facts[kind] === null) gone.push({ proxy, kind })
      facts.push(...factRow(own, kind, input.facts[kind]))
    }
    for (const instance of newestById(input.instances)) {
      instances.push({ ...instance, ...own, repository: ctx.repositoryId })
      instanceFacts.push(...factsOf(own, instance))
    }
    for (const load of input.loads) loads.push({ ...load, ...own })
    for (const file of newestById(input.files)) files.push({ ...file, ...own })
  }
  const boots = reports.map(({ ctx, input: { boot, seq }, skewMs }) => {
    return { boot, seq, proxy: ctx.actor.proxyId, now: ctx.now, skewMs }
  })
  const whole = reports.filter(({ input }) => namesAllThatLive(input))
  const values = [
    ...[boots, gone, facts, instances, instanceFacts, loads, files].map((rows) => JSON.stringify(rows)),
    whole.map(({ ctx }) => ctx.actor.proxyId),
    whole.map(({ ctx }) => ctx.now),
    reports.map(({ ctx }) => ctx.actor.proxyId),
    reports.filter(({ takesOver }) => takesOver).map(({ input }) => input.boot),
  ]
  await pool.query({ name: 'store-reports', text: STORE, values })
  return reports.map(() => 'stored')
}

/** One statement cannot write a row twice: of a process or file that is named twice, the last counts. */
function newestById<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Whose row it is, when its report came, and by how much its times are moved. */
interface Own {
  readonly proxy: string
  readonly now: Date
  readonly skewMs: number
}

function factRow(own: Own, kind: string, fact: ContentFact | AttemptFact | null | undefined): object[] {
  if (fact == null) return []
  const { error, differs } = fact
  const detail = { error, differs, ...('result' in fact ? { result: fact.result } : {}) }
  return [{ ...fact, ...own, kind, detail }]
}

function factsOf(own: Own, { id, attempted, running }: InstanceReport): object[] {
  const rows: object[] = []
  if (attempted !== null)
    rows.push({ ...attempted, ...own, id, kind: 'attempted', evidence: 0, reason: null })
  if (running !== null) rows.push({ ...running, ...own, id, kind: 'running', result: null })
  return rows
}

/** A time of a host by the server's clock. */
const byServer = (row: string, time: string) => `${row}.${time} - ${row}."skewMs" * interval '1 millisecond'`

/**
 * Sets a time that is told again, and what the host says it is: one that was told before stays where it was moved to. A clock that is set
 * right must not move what happened while it was wrong. `isKept`: when it stays as well.
 */
const told = (table: string, time: string, hosts: string, isKept = 'false') => {
  const set = (column: string) =>
    `${column} = CASE WHEN excluded.${hosts} = ${table}.${hosts} OR ${isKept} THEN ${table}.${column} ELSE excluded.${column} END`
  return `${set(time)}, ${set(hosts)}`
}

const STILL_DELIVERED = `(excluded.kind = 'delivered' AND (proxy_fact.sha256, proxy_fact.path) = (excluded.sha256, excluded.path)
        AND proxy_fact.at <= excluded.at)`

/**
 * $1 boots, $2 facts that are gone, $3 facts, $4 instances, $5 facts of instances, $6 loads, $7 files, $8 proxies whose report names all
 * that lives and $9 when it came, $10 all proxies, $11 boots that take over. `now` is when a report came. `first_seen_at` of a boot is when
 * it began to count: the newest one is the one that reports now. Times of a host are stored as times of the server; a load is never dated
 * before one that its host dates before it, though the skew was measured anew between them. A connector that starts anew finds what is on
 * disk at its own start: it has been delivered since it first was. Processes that a report of all that lives does not name are over, though
 * nobody saw their end. Rows that are there are looked up by arrays, so that indexes are used: a join with what was reported reads the whole
 * fleet.
 */
const STORE = `
  WITH boot AS (
    INSERT INTO connector_boot (boot, proxy_id, last_seq, skew_ms, first_seen_at, last_seen_at)
    SELECT b.boot, b.proxy, b.seq, b."skewMs", b.now, b.now
    FROM jsonb_to_recordset($1) AS b (boot uuid, proxy uuid, seq bigint, now timestamptz, "skewMs" bigint)
    ON CONFLICT (boot) DO UPDATE SET last_seq = excluded.last_seq, skew_ms = excluded.skew_ms, last_seen_at = excluded.last_seen_at,
      first_seen_at = CASE WHEN excluded.boot = ANY ($11::uuid[]) THEN excluded.first_seen_at ELSE connector_boot.first_seen_at END
    WHERE connector_boot.proxy_id = excluded.proxy_id
  ), gone AS (
    DELETE FROM proxy_fact x WHERE x.proxy_id = ANY ($10::uuid[])
      AND (x.proxy_id, x.kind) IN (SELECT g.proxy, g.kind FROM jsonb_to_recordset($2) AS g (proxy uuid, kind text))
  ), facts AS (
    INSERT INTO proxy_fact (proxy_id, kind, sha256, blob, path, at, host_at, received_at, source, detail)
    SELECT f.proxy, f.kind, decode(f.sha256, 'hex'), f.blob, f.path, ${byServer('f', 'at')}, f.at, f.now, f.source, f.detail
    FROM jsonb_to_recordset($3) AS f (proxy uuid, now timestamptz, "skewMs" bigint, kind text, sha256 text, blob text, path text,
      at timestamptz, source text, detail jsonb)
    ON CONFLICT (proxy_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
      ${told('proxy_fact', 'at', 'host_at', STILL_DELIVERED)}, received_at = excluded.received_at, source = excluded.source, detail = excluded.detail
  ), given AS (
    SELECT * FROM jsonb_to_recordset($4) AS i (proxy uuid, repository uuid, "skewMs" bigint, id uuid, "nativeId" text, "matchedBy" text, pid int,
      server text, config text, "startedAt" timestamptz, "lastEventAt" timestamptz, "endedAt" timestamptz, client jsonb,
      "observeOnly" boolean)
  ), stored AS (
    INSERT INTO instance (id, repository_id, proxy_id, reporter_id, native_id, pid, server, config, started_at, host_started_at,
      last_heartbeat_at, host_heartbeat_at, ended_at, host_ended_at, client, detail)
    SELECT id, repository, CASE WHEN "matchedBy" IS NOT NULL THEN proxy END, proxy, "nativeId", pid, server, config,
      ${byServer('g', '"startedAt"')}, "startedAt", ${byServer('g', '"lastEventAt"')}, "lastEventAt", ${byServer('g', '"endedAt"')}, "endedAt",
      client, jsonb_build_object('matchedBy', "matchedBy", 'observeOnly', "observeOnly") FROM given g
    ON CONFLICT (id) DO UPDATE SET proxy_id = excluded.proxy_id,
      pid = COALESCE(excluded.pid, instance.pid), server = COALESCE(excluded.server, instance.server),
      config = COALESCE(excluded.config, instance.config),
      ${told('instance', 'started_at', 'host_started_at', 'excluded.host_started_at IS NULL')},
      ${told('instance', 'last_heartbeat_at', 'host_heartbeat_at')}, ${told('instance', 'ended_at', 'host_ended_at')}, client = excluded.client, detail = excluded.detail
    WHERE instance.reporter_id = excluded.reporter_id
    RETURNING id, proxy_id, reporter_id
  ), ended AS (
    UPDATE instance i SET host_ended_at = NULL, ended_at = ($9::timestamptz[])[array_position($8::uuid[], i.reporter_id)]
    WHERE i.reporter_id = ANY ($8::uuid[]) AND i.ended_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM given g WHERE g.id = i.id AND g.proxy = i.reporter_id)
  ), given_facts AS (
    SELECT f.* FROM jsonb_to_recordset($5) AS f (proxy uuid, now timestamptz, "skewMs" bigint, id uuid, kind text, sha256 text,
      blob text, path text, at timestamptz, source text, result text, error text, evidence smallint, reason text)
    JOIN stored s ON s.id = f.id AND s.reporter_id = f.proxy
  ), forgotten AS (
    DELETE FROM instance_fact x WHERE x.instance_id = ANY (ARRAY(SELECT id FROM stored))
      AND NOT EXISTS (SELECT 1 FROM given_facts g WHERE g.id = x.instance_id AND g.kind = x.kind)
  ), instance_facts AS (
    INSERT INTO instance_fact (instance_id, kind, sha256, blob, path, at, host_at, received_at, source, result, error, evidence, reason)
    SELECT id, kind, decode(sha256, 'hex'), blob, path, ${byServer('g', 'at')}, at, now, source, result, error, evidence, reason FROM given_facts g
    ON CONFLICT (instance_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
      ${told('instance_fact', 'at', 'host_at')}, received_at = excluded.received_at, source = excluded.source, result = excluded.result,
      error = excluded.error, evidence = excluded.evidence, reason = excluded.reason
  ), given_loads AS (
    SELECT * FROM jsonb_to_recordset($6) AS l (proxy uuid, now timestamptz, "skewMs" bigint, instance uuid, at timestamptz, kind text,
      result text, sha256 text, blob text, error text, evidence smallint, "takenAt" timestamptz)
  ), mine AS (
    SELECT id, proxy_id, reporter_id FROM stored UNION ALL
    SELECT id, proxy_id, reporter_id FROM instance WHERE id = ANY (ARRAY(SELECT instance FROM given_loads))
      AND id NOT IN (SELECT id FROM stored)
  ), loads AS (
    INSERT INTO load (proxy_id, instance_id, at, host_at, received_at, kind, result, sha256, blob, error, evidence)
    SELECT m.proxy_id, m.id, GREATEST(${byServer('l', 'at')},
      (SELECT max(x.at) FROM load x WHERE x.instance_id = m.id AND COALESCE(x.host_at, x.at) < l.at)), l.at, LEAST(l.now, l."takenAt"), l.kind, l.result, decode(l.sha256, 'hex'), l.blob, l.error, l.evidence
    FROM given_loads l JOIN mine m ON m.id = l.instance AND m.reporter_id = l.proxy ORDER BY l.at
    ON CONFLICT (instance_id, kind, COALESCE(host_at, at)) DO NOTHING
  )
  -- A sequence moves also for rows that conflict: a number is taken for a new file only.
  INSERT INTO event_file (id, number, reporter_id, instance_id, first_line_hash, created_at, ended_at)
  SELECT f.id, COALESCE((SELECT e.number FROM event_file e WHERE e.id = f.id), nextval('event_file_number_seq'))::int, f.proxy, s.id,
    decode(f."firstLineHash", 'hex'), f.now, CASE WHEN f.ended THEN f.now END
  FROM jsonb_to_recordset($7) AS f (proxy uuid, now timestamptz, id uuid, instance uuid, "firstLineHash" text, ended boolean)
  LEFT JOIN stored s ON s.id = f.instance AND s.reporter_id = f.proxy
  ON CONFLICT (id) DO UPDATE SET ended_at = COALESCE(event_file.ended_at, excluded.ended_at),
    instance_id = COALESCE(event_file.instance_id, excluded.instance_id)
  WHERE event_file.reporter_id = excluded.reporter_id`
