import type { ConnectorActor, Context } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import type { AttemptFact, ContentFact, InstanceReport, ReportRequest, RunningFact } from '@/lib/wire/report'

type Client = Parameters<Parameters<Database['transaction']>[0]>[0]
type Connector = Context<ConnectorActor>

const FACTS = ['delivered', 'source', 'claimed', 'refused'] as const

/** Stores all that a report says, in one transaction. Rows of other proxies are never touched, whatever ids it names. */
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
  await ctx.db.transaction(async (client) => {
    await storeBoot(client, ctx, { input, takesOver })
    for (const kind of FACTS) await storeFact(client, ctx, { kind, input })
    for (const instance of input.instances) await storeInstance(client, ctx, instance)
    if (input.full) await endUnlisted(client, ctx, input)
    await storeLoads(client, ctx, input)
    await storeFiles(client, ctx, input)
  })
}

/** `first_seen_at` of a boot is when it began to count: the newest one is the one that reports now, also after a take-over. */
async function storeBoot(
  client: Client,
  ctx: Connector,
  { input: { boot, seq }, takesOver }: { input: ReportRequest; takesOver: boolean },
): Promise<void> {
  await client.query({
    name: 'report-boot',
    text: `INSERT INTO connector_boot (boot, proxy_id, last_seq, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (boot) DO UPDATE SET last_seq = excluded.last_seq, last_seen_at = excluded.last_seen_at,
       first_seen_at = CASE WHEN $5 THEN excluded.first_seen_at ELSE connector_boot.first_seen_at END
     WHERE connector_boot.proxy_id = excluded.proxy_id`,
    values: [boot, ctx.actor.proxyId, seq, ctx.now, takesOver],
  })
}

async function storeFact(
  client: Client,
  ctx: Connector,
  { kind, input }: { kind: (typeof FACTS)[number]; input: ReportRequest },
): Promise<void> {
  const fact: ContentFact | AttemptFact | null | undefined = input.facts[kind]
  if (fact === undefined && !input.full) return
  if (fact == null) {
    await client.query('DELETE FROM proxy_fact WHERE proxy_id = $1 AND kind = $2', [ctx.actor.proxyId, kind])
    return
  }
  const detail = { error: fact.error, ...('result' in fact ? { result: fact.result } : {}) }
  await client.query({
    name: 'report-fact',
    text: `INSERT INTO proxy_fact (proxy_id, kind, sha256, blob, path, at, received_at, source, detail)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9)
     ON CONFLICT (proxy_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
       at = excluded.at, received_at = excluded.received_at, source = excluded.source, detail = excluded.detail`,
    values: [
      ctx.actor.proxyId,
      kind,
      fact.sha256,
      fact.blob,
      fact.path,
      fact.at,
      ctx.now,
      fact.source,
      detail,
    ],
  })
}

async function storeInstance(client: Client, ctx: Connector, instance: InstanceReport): Promise<void> {
  const proxyId = instance.matchedBy === null ? null : ctx.actor.proxyId
  const { rowCount } = await client.query({
    name: 'report-instance',
    text: `INSERT INTO instance (id, repository_id, proxy_id, reporter_id, native_id, pid, server, config, started_at,
       last_heartbeat_at, ended_at, client, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (id) DO UPDATE SET proxy_id = excluded.proxy_id, pid = excluded.pid, server = excluded.server,
       config = excluded.config, started_at = excluded.started_at, last_heartbeat_at = excluded.last_heartbeat_at,
       ended_at = excluded.ended_at, client = excluded.client, detail = excluded.detail
     WHERE instance.reporter_id = excluded.reporter_id`,
    values: [
      instance.id,
      ctx.repositoryId,
      proxyId,
      ctx.actor.proxyId,
      instance.nativeId,
      instance.pid,
      instance.server,
      instance.config,
      instance.startedAt,
      instance.lastEventAt,
      instance.endedAt,
      instance.client,
      { matchedBy: instance.matchedBy },
    ],
  })
  // An id that another proxy reported first: not ours to write.
  if (rowCount === 0) return
  await storeInstanceFact(client, ctx, { id: instance.id, kind: 'attempted', fact: instance.attempted })
  await storeInstanceFact(client, ctx, { id: instance.id, kind: 'running', fact: instance.running })
}

async function storeInstanceFact(
  client: Client,
  ctx: Connector,
  { id, kind, fact }: { id: string; kind: string; fact: AttemptFact | RunningFact | null },
): Promise<void> {
  if (fact === null) {
    await client.query('DELETE FROM instance_fact WHERE instance_id = $1 AND kind = $2', [id, kind])
    return
  }
  const level = 'evidence' in fact ? fact.evidence : 0
  const result = 'result' in fact ? fact.result : null
  const reason = 'reason' in fact ? fact.reason : null
  await client.query({
    name: 'report-instance-fact',
    text: `INSERT INTO instance_fact (instance_id, kind, sha256, blob, path, at, received_at, source, result, error, evidence, reason)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (instance_id, kind) DO UPDATE SET sha256 = excluded.sha256, blob = excluded.blob, path = excluded.path,
       at = excluded.at, received_at = excluded.received_at, source = excluded.source, result = excluded.result,
       error = excluded.error, evidence = excluded.evidence, reason = excluded.reason`,
    values: [
      id,
      kind,
      fact.sha256,
      fact.blob,
      fact.path,
      fact.at,
      ctx.now,
      fact.source,
      result,
      fact.error,
      level,
      reason,
    ],
  })
}

/** A full report names every process that the connector knows: others are over, though nobody saw their end. */
async function endUnlisted(client: Client, ctx: Connector, { instances }: ReportRequest): Promise<void> {
  await client.query({
    name: 'report-end',
    text: 'UPDATE instance SET ended_at = $3 WHERE reporter_id = $1 AND ended_at IS NULL AND id <> ALL ($2::uuid[])',
    values: [ctx.actor.proxyId, instances.map(({ id }) => id), ctx.now],
  })
}

/** Only loads of processes that this connector reported; a load that is there already stays as it is. */
async function storeLoads(client: Client, ctx: Connector, { loads }: ReportRequest): Promise<void> {
  if (loads.length === 0) return
  await client.query({
    name: 'report-loads',
    text: `INSERT INTO load (proxy_id, instance_id, at, received_at, kind, result, sha256, blob, error, evidence)
     SELECT i.proxy_id, i.id, l.at, $2, l.kind, l.result, decode(l.sha256, 'hex'), l.blob, l.error, l.evidence
     FROM jsonb_to_recordset($1) AS l (instance uuid, at timestamptz, kind text, result text, sha256 text, blob text,
       error text, evidence smallint)
     JOIN instance i ON i.id = l.instance AND i.reporter_id = $3
     ORDER BY l.at
     ON CONFLICT (instance_id, kind, at) DO NOTHING`,
    values: [JSON.stringify(loads), ctx.now, ctx.actor.proxyId],
  })
}

async function storeFiles(client: Client, ctx: Connector, { files }: ReportRequest): Promise<void> {
  if (files.length === 0) return
  await client.query({
    name: 'report-files',
    text: `INSERT INTO event_file (id, reporter_id, instance_id, first_line_hash, created_at, ended_at)
     SELECT f.id, $3, i.id, decode(f."firstLineHash", 'hex'), $2, CASE WHEN f.ended THEN $2::timestamptz END
     FROM jsonb_to_recordset($1) AS f (id uuid, instance uuid, "firstLineHash" text, ended boolean)
     LEFT JOIN instance i ON i.id = f.instance AND i.reporter_id = $3
     ON CONFLICT (id) DO UPDATE SET ended_at = COALESCE(event_file.ended_at, excluded.ended_at),
       instance_id = COALESCE(event_file.instance_id, excluded.instance_id)
     WHERE event_file.reporter_id = excluded.reporter_id`,
    values: [JSON.stringify(files), ctx.now, ctx.actor.proxyId],
  })
}
