import type { Context } from '@/lib/context'
import { environmentNamed } from '@/lib/repository/configuration'
import * as z from 'zod'
import type { FleetParts } from './fleet-parts'
import type { GitView } from './git-view'
import { lastWordOf, wasSilent } from './last-word'
import { group } from './read-proxies'
import { sweepRuns, type RunEvent, type RunInstance, type SweptSpan } from './sweep-runs'

export const traceVersionsInput = z.strictObject({
  /** Full repository paths: the names that one policy had. */
  paths: z.array(z.string()).min(1).max(10),
  from: z.date(),
  to: z.date(),
})
export type TraceVersionsInput = z.infer<typeof traceVersionsInput>

/** A content that a proxy ran. */
export interface RanContent {
  /** Null for a content that git does not have under one of these paths. */
  readonly blob: string | null
  /** The commit that brought it to the ref; null when none did. */
  readonly commit: string | null
}

export interface RunSpan extends Pick<SweptSpan, 'state' | 'evidence'> {
  readonly from: Date
  readonly to: Date
  readonly contents: readonly RanContent[]
}

/** What one proxy ran while it followed the policy. */
export interface ProxyRuns {
  readonly name: string
  readonly environment: string
  /** When it began to follow the policy, and when it ceased; within the time that was asked for. */
  readonly from: Date
  readonly to: Date
  /** Whether it still follows the policy at the end of the time. */
  readonly follows: boolean
  /** Until when anything is known: the last word of its connector. Later, nothing is. */
  readonly knownTo: Date
  readonly spans: readonly RunSpan[]
  /** It had more loads than are read: nothing is known after `knownTo`. */
  readonly isCut: boolean
}

export interface VersionRuns {
  readonly from: Date
  readonly to: Date
  /** By name, at most `MOST_PROXIES`. */
  readonly proxies: readonly ProxyRuns[]
  readonly total: number
}

export const MOST_PROXIES = 200
/** Loads of one proxy. */
const MOST_LOADS = 500
/** Longer silence of a connector is shown as such: until then its last word stands. */
const SILENT_MS = 5 * 60_000

interface ProxyRow {
  id: string
  name: string
  environment: string
  since: Date
  until: Date
  follows: boolean
  seenAt: Date | null
  total: number
}

/** Spans in which a proxy was registered with one of the paths, joined from the first to the last. */
const PROXIES = `
  SELECT p.id, p.name, p.environment, GREATEST(s.since, p.created_at, $3) AS since,
    LEAST(s.until, p.retired_at, $4) AS until, COALESCE(LEAST(s.until, p.retired_at) > $4, true) AS follows,
    c.last_seen_at AS "seenAt", count(*) OVER ()::int AS total
  FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id
  CROSS JOIN LATERAL (
    SELECT min(w.since) AS since, max(COALESCE(w.next, 'infinity')) AS until
    FROM (SELECT policy_path, since, lead(since) OVER (ORDER BY since, id) AS next FROM proxy_path WHERE proxy_id = p.id) w
    WHERE w.policy_path = ANY ($2::text[]) AND w.since <= $4 AND COALESCE(w.next, 'infinity') > $3) s
  WHERE p.repository_id = $1 AND s.since IS NOT NULL AND p.created_at <= $4 AND (p.retired_at IS NULL OR p.retired_at > $3)
  ORDER BY p.name LIMIT ${MOST_PROXIES}`

interface InstanceRow {
  proxyId: string
  instanceId: string
  startedAt: Date | null
  endedAt: Date | null
  heartbeatAt: Date | null
  sha256: string | null
  blob: string | null
  evidence: number | null
}

/** Processes that lived at some time, with what they loaded last before it. */
const INSTANCES = `
  SELECT i.proxy_id AS "proxyId", i.id AS "instanceId", i.started_at AS "startedAt", i.ended_at AS "endedAt",
    i.last_heartbeat_at AS "heartbeatAt", encode(b.sha256, 'hex') AS sha256, b.blob, b.evidence
  FROM instance i
  LEFT JOIN LATERAL (SELECT sha256, blob, evidence FROM load WHERE instance_id = i.id AND at <= $2 AND result = 'success'
    AND kind IN ('startup', 'reload') ORDER BY at DESC, id DESC LIMIT 1) b ON true
  WHERE i.proxy_id = ANY ($1::uuid[]) AND (i.ended_at IS NULL OR i.ended_at > $2) AND (i.started_at IS NULL OR i.started_at <= $3)`

interface LoadRow {
  proxyId: string
  instanceId: string
  at: Date
  kind: string
  result: string | null
  sha256: string | null
  blob: string | null
  evidence: number
}

const LOADS = `
  SELECT l.* FROM unnest($1::uuid[]) AS p (id) CROSS JOIN LATERAL (
    SELECT proxy_id AS "proxyId", instance_id AS "instanceId", at, kind, result, encode(sha256, 'hex') AS sha256, blob, evidence
    FROM load WHERE proxy_id = p.id AND at > $2 AND at <= $3 ORDER BY at, id LIMIT ${MOST_LOADS}) l`

/** What each proxy of a policy ran between two instants, from the append-only load history. */
export async function traceVersions({
  ctx,
  parts,
  input,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: TraceVersionsInput
}): Promise<VersionRuns> {
  const { paths, from, to } = traceVersionsInput.parse(input)
  const { pool } = ctx.db
  const { rows } = await pool.query<ProxyRow>(PROXIES, [ctx.repositoryId, paths, from, to])
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return { from, to, proxies: [], total: 0 }
  const [instances, loads, view, { configuration }] = await Promise.all([
    pool.query<InstanceRow>(INSTANCES, [ids, from, to]),
    pool.query<LoadRow>(LOADS, [ids, from, to]),
    parts.git.read(ctx),
    parts.source.head(),
  ])
  const instancesOf = group(instances.rows, ({ proxyId }) => proxyId)
  const loadsOf = group(loads.rows, ({ proxyId }) => proxyId)
  const proxies: ProxyRuns[] = []
  for (const row of rows) {
    const ref = environmentNamed(configuration, row.environment).ref ?? parts.source.defaultBranch
    const seenAt = lastWordOf(parts.contacts, row.id, row.seenAt)
    const own = { row, seenAt, instances: instancesOf.get(row.id) ?? [], loads: loadsOf.get(row.id) ?? [] }
    const contents = await namesOf(view, ref, paths, own)
    proxies.push(runsOf(own, contents))
  }
  return { from, to, proxies, total: rows[0]?.total ?? 0 }
}

/** What is stored of one proxy. */
interface StoredRuns {
  readonly row: ProxyRow
  readonly seenAt: Date | null
  readonly instances: readonly InstanceRow[]
  readonly loads: readonly LoadRow[]
}

/** Contents by the key that the sweep knows them by. */
type Contents = ReadonlyMap<string, RanContent>

/** Finds the commits of everything that a proxy loaded. */
async function namesOf(
  { places }: GitView,
  ref: string,
  paths: readonly string[],
  { instances, loads }: StoredRuns,
): Promise<Contents> {
  const contents = new Map<string, RanContent>()
  for (const digest of [...instances, ...loads]) {
    const key = keyOf(digest)
    if (key === null || contents.has(key)) continue
    contents.set(key, { blob: digest.blob, commit: null })
    for (const path of paths) {
      const blob = await places.blobOf(ref, path, digest)
      const place = await places.place(ref, path, blob)
      if (place.kind !== 'on-ref') continue
      contents.set(key, { blob, commit: place.introducedBy })
      break
    }
  }
  return contents
}

/** One content may be reported by one of its digests or by both: of both, the one that every host knows. */
function keyOf({ sha256, blob }: { sha256: string | null; blob: string | null }): string | null {
  return sha256 ?? blob
}

function runsOf({ row, seenAt, instances, loads }: StoredRuns, contents: Contents): ProxyRuns {
  const { name, environment, since, until, follows } = row
  const isCut = loads.length === MOST_LOADS
  const silentFrom = seenAt !== null && until.getTime() - seenAt.getTime() > SILENT_MS ? seenAt : until
  const lastLoad = loads.at(-1)?.at
  const knownTo = new Date(
    Math.max(
      since.getTime(),
      Math.min(
        until.getTime(),
        silentFrom.getTime(),
        isCut && lastLoad !== undefined ? lastLoad.getTime() : Infinity,
      ),
    ),
  )
  const swept = sweepRuns(
    { from: since.getTime(), to: knownTo.getTime() },
    instances.map((instance) => toInstance(instance, since, seenAt)),
    loads.map(toEvent),
  )
  const spans = swept.map((span): RunSpan => ({
    from: new Date(span.from),
    to: new Date(span.to),
    state: span.state,
    evidence: span.evidence,
    contents: span.contents.map((key) => contents.get(key) ?? { blob: null, commit: null }),
  }))
  return { name, environment, from: since, to: until, follows, knownTo, spans, isCut }
}

function toInstance(row: InstanceRow, since: Date, seenAt: Date | null): RunInstance {
  const { instanceId, startedAt, heartbeatAt, evidence } = row
  const endedAt = row.endedAt ?? (wasSilent(heartbeatAt, seenAt) ? heartbeatAt : null)
  return {
    instanceId,
    before: evidence === null ? null : { evidence, content: keyOf(row) },
    isOld: evidence !== null || startedAt === null || startedAt <= since,
    endedAt: endedAt?.getTime() ?? null,
  }
}

function toEvent(row: LoadRow): RunEvent {
  const { instanceId, at, kind, result, evidence } = row
  return { instanceId, at: at.getTime(), kind, result, evidence, content: keyOf(row) }
}
