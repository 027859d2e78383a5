import type { ConnectorActor, Context } from '@/lib/context'
import type { AttemptFact, ContentFact, InstanceReport, ReportRequest } from '@/lib/wire/report'

type Connector = Context<ConnectorActor>

const FACTS = ['delivered', 'source', 'claimed', 'refused'] as const

/**
 * Stores all that a report says, in one statement: a merge makes every proxy report at once. Rows of other proxies are never touched,
 * whatever ids it names.
 */
export async function storeReport({
  ctx,
  input,
  takesOver,
}: {
  ctx: Connector
  input: ReportRequest
  /** This boot did not report last. */
  takesOver: boolean
}): Promise<void> {
  const instances = newestById(input.instances)
  const gone = FACTS.filter((kind) => (input.full ? input.facts[kind] == null : input.facts[kind] === null))
  await ctx.db.pool.query({
    name: 'store-report',
    text: STORE,
    values: [
      ctx.actor.proxyId,
      ctx.now,
      input.boot,
      input.seq,
      takesOver,
      gone,
      JSON.stringify(FACTS.flatMap((kind) => factRow(kind, input.facts[kind]))),
      JSON.stringify(instances),
      ctx.repositoryId,
      JSON.stringify(instances.flatMap(instanceFacts)),
      JSON.stringify(input.loads),
      JSON.stringify(newestById(input.files)),
      input.full,
    ],
  })
}

/** One statement cannot write a row twice: of a process or file that is named twice, the last counts. */
function newestById<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

function factRow(kind: string, fact: ContentFact | AttemptFact | null | undefined) {
  if (fact == null) return []
  const detail = { error: fact.error, ...('result' in fact ? { result: fact.result } : {}) }
  return [{ ...fact, kind, detail }]
}

function instanceFacts({ id, attempted, running }: InstanceReport) {
  const rows: object[] = []
  if (attempted !== null) rows.push({ ...attempted, id, kind: 'attempted', evidence: 0, reason: null })
  if (running !== null) rows.push({ ...running, id, kind: 'running', result: null })
  return rows
}

/**
 * $1 proxy, $2 now, $3 boot, $4 seq, $5 takes over, $6 facts that are gone, $7 facts, $8 instances, $9 repository, $10 facts of instances,
 * $11 loads, $12 files, $13 full. `first_seen_at` of a boot is when it began to count: the newest one is the one that reports now. A full
 * report names every process that the connector knows: others are over, though nobody saw their end.
 */
const STORE = `
  WITH boot AS (
    INSERT INTO connector_boot (boot, proxy_id, last_seq, first_seen_at, last_seen_at) VALUES ($3, $1, $4, $2, $2)
    ON CONFLICT (boot) DO UPDATE SET last_seq = excluded.last_seq, last_seen_at = excluded.last_seen_at,
      first_seen_at = CASE WHEN $5::boolean THEN excluded.first_seen_at ELSE connector_boot.first_seen_at END
    WHERE connector_boot.proxy_id = excluded.proxy_id
  ), gone AS (
    DELETE FROM proxy_fact WHERE proxy_id = $1 AND kind = ANY ($6::text[])
  ), facts AS (
    INSERT INTO proxy_fact (proxy_id, kind, sha256, blob, path, at, received_at, source, detail)
    SELECT $1, f.kind, decode(f.sha256, 'hex'), f.blob, f.path, f.at, $2, f.source, f.detail
    FROM jsonb_to_recordset($7) AS f (kind text, sha256 text, blob text, path text, at timestamptz, source text, detail jsonb)
    ON CONFLICT (proxy_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
      at = excluded.at, received_at = excluded.received_at, source = excluded.source, detail = excluded.detail
  ), given AS (
    SELECT * FROM jsonb_to_recordset($8) AS i (id uuid, "nativeId" text, "matchedBy" text, pid int, server text, config text,
      "startedAt" timestamptz, "lastEventAt" timestamptz, "endedAt" timestamptz, client jsonb, "observeOnly" boolean)
  ), stored AS (
    INSERT INTO instance (id, repository_id, proxy_id, reporter_id, native_id, pid, server, config, started_at,
      last_heartbeat_at, ended_at, client, detail)
    SELECT id, $9, CASE WHEN "matchedBy" IS NOT NULL THEN $1::uuid END, $1, "nativeId", pid, server, config, "startedAt",
      "lastEventAt", "endedAt", client, jsonb_build_object('matchedBy', "matchedBy", 'observeOnly', "observeOnly") FROM given
    ON CONFLICT (id) DO UPDATE SET proxy_id = excluded.proxy_id, pid = excluded.pid, server = excluded.server,
      config = excluded.config, started_at = excluded.started_at, last_heartbeat_at = excluded.last_heartbeat_at,
      ended_at = excluded.ended_at, client = excluded.client, detail = excluded.detail
    WHERE instance.reporter_id = excluded.reporter_id
    RETURNING id, proxy_id
  ), ended AS (
    UPDATE instance SET ended_at = $2
    WHERE $13::boolean AND reporter_id = $1 AND ended_at IS NULL AND id NOT IN (SELECT id FROM given)
  ), given_facts AS (
    SELECT f.* FROM jsonb_to_recordset($10) AS f (id uuid, kind text, sha256 text, blob text, path text, at timestamptz,
      source text, result text, error text, evidence smallint, reason text) JOIN stored USING (id)
  ), forgotten AS (
    -- An array, so that the primary key is used: a join with what was stored reads the facts of the whole fleet.
    DELETE FROM instance_fact x WHERE x.instance_id = ANY (ARRAY(SELECT id FROM stored))
      AND NOT EXISTS (SELECT 1 FROM given_facts g WHERE g.id = x.instance_id AND g.kind = x.kind)
  ), instance_facts AS (
    INSERT INTO instance_fact (instance_id, kind, sha256, blob, path, at, received_at, source, result, error, evidence, reason)
    SELECT id, kind, decode(sha256, 'hex'), blob, path, at, $2, source, result, error, evidence, reason FROM given_facts
    ON CONFLICT (instance_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
      at = excluded.at, received_at = excluded.received_at, source = excluded.source, result = excluded.result,
      error = excluded.error, evidence = excluded.evidence, reason = excluded.reason
  ), given_loads AS (
    SELECT * FROM jsonb_to_recordset($11) AS l (instance uuid, at timestamptz, kind text, result text, sha256 text, blob text,
      error text, evidence smallint)
  ), mine AS (
    SELECT id, proxy_id FROM stored UNION
    SELECT id, proxy_id FROM instance WHERE reporter_id = $1 AND id IN (SELECT instance FROM given_loads)
      AND id NOT IN (SELECT id FROM stored)
  ), loads AS (
    INSERT INTO load (proxy_id, instance_id, at, received_at, kind, result, sha256, blob, error, evidence)
    SELECT m.proxy_id, m.id, l.at, $2, l.kind, l.result, decode(l.sha256, 'hex'), l.blob, l.error, l.evidence
    FROM given_loads l JOIN mine m ON m.id = l.instance ORDER BY l.at
    ON CONFLICT (instance_id, kind, at) DO NOTHING
  )
  -- A sequence moves also for rows that conflict: a number is taken for a new file only.
  INSERT INTO event_file (id, number, reporter_id, instance_id, first_line_hash, created_at, ended_at)
  SELECT f.id, COALESCE((SELECT e.number FROM event_file e WHERE e.id = f.id), nextval('event_file_number_seq'))::int, $1, s.id, decode(f."firstLineHash", 'hex'), $2, CASE WHEN f.ended THEN $2::timestamptz END
  FROM jsonb_to_recordset($12) AS f (id uuid, instance uuid, "firstLineHash" text, ended boolean)
  LEFT JOIN stored s ON s.id = f.instance
  ON CONFLICT (id) DO UPDATE SET ended_at = COALESCE(event_file.ended_at, excluded.ended_at),
    instance_id = COALESCE(event_file.instance_id, excluded.instance_id)
  WHERE event_file.reporter_id = excluded.reporter_id`
