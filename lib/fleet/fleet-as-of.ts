import type { Context } from '@/lib/context'
import { environmentNamed } from '@/lib/repository/configuration'
import { PROVED } from '@/lib/wire/terms'
import { DesiredTimes } from './desired-times'
import type { FleetParts } from './fleet-parts'
import { ContentPlaces } from './place-content'

/** What one process ran at an instant, by its last load before it. */
export interface RunThen {
  readonly nativeId: string
  readonly since: Date
  /** When it loaded something else, or ended; null when nothing of that is recorded. */
  readonly until: Date | null
  readonly sha256: string | null
  readonly blob: string | null
  /** The commit that brought this content to the ref; null when none did. */
  readonly commit: string | null
  readonly evidence: number
}

export interface ProxyThen {
  readonly name: string
  readonly environment: string
  readonly policyPath: string
  /** What was desired by git then, with the commit that had brought it; null when the path did not exist, or Lockstep did not know the ref yet. */
  readonly desired: { readonly commit: string; readonly blob: string } | null
  readonly runs: readonly RunThen[]
  /** `not-known`: a process ran, but what it ran was not proved, or what was desired is not known. */
  readonly state: 'in-sync' | 'other' | 'not-known' | 'not-running'
}

export interface FleetThen {
  readonly at: Date
  /** Where the tracked branch stood then; null before Lockstep knew it. */
  readonly tip: string | null
  readonly proxies: readonly ProxyThen[]
  /** Registered then: the denominator. */
  readonly total: number
  readonly inSync: number
}

interface LoadRow {
  proxyId: string
  name: string
  environment: string
  policyPath: string
  nativeId: string | null
  since: Date | null
  until: Date | null
  sha256: string | null
  blob: string | null
  evidence: number | null
}

/** Proxies registered then with the path that they had then, and the last successful load of each process that had not ended. */
const THEN = `
  SELECT p.id AS "proxyId", p.name, p.environment, COALESCE(w.policy_path, p.policy_path) AS "policyPath",
    l."nativeId", l.since, l.until, l.sha256, l.blob, l.evidence
  FROM proxy p
  LEFT JOIN LATERAL (SELECT policy_path FROM proxy_path WHERE proxy_id = p.id AND since <= $2 ORDER BY since DESC LIMIT 1) w ON true
  LEFT JOIN LATERAL (
    SELECT DISTINCT ON (x.instance_id) i.native_id AS "nativeId", x.at AS since,
      LEAST(i.ended_at, (SELECT min(n.at) FROM load n WHERE n.instance_id = x.instance_id AND n.at > $2
        AND (n.kind = 'shutdown' OR (n.kind IN ('startup', 'reload') AND n.result = 'success')))) AS until,
      encode(x.sha256, 'hex') AS sha256, x.blob, x.evidence
    FROM load x JOIN instance i ON i.id = x.instance_id
    WHERE x.proxy_id = p.id AND x.at <= $2 AND x.kind IN ('startup', 'reload') AND x.result = 'success'
      AND (i.ended_at IS NULL OR i.ended_at > $2)
      AND NOT EXISTS (SELECT 1 FROM load s WHERE s.instance_id = x.instance_id AND s.kind = 'shutdown' AND s.at <= $2)
    ORDER BY x.instance_id, x.at DESC) l ON true
  WHERE p.repository_id = $1 AND p.created_at <= $2 AND (p.retired_at IS NULL OR p.retired_at > $2)
    AND ($3::text IS NULL OR p.name = $3)
  ORDER BY p.name, l.since`

/** What the fleet ran at an instant, from loads and ref updates that were recorded; nothing learned later is used. */
export async function fleetAsOf({
  ctx,
  parts,
  input,
}: {
  ctx: Context
  parts: FleetParts
  input: { at: Date; name?: string }
}): Promise<FleetThen> {
  const { source } = parts
  const [{ rows }, times, { configuration }] = await Promise.all([
    ctx.db.pool.query<LoadRow>(THEN, [ctx.repositoryId, input.at, input.name ?? null]),
    DesiredTimes.read(ctx, source),
    source.head(),
  ])
  const places = new ContentPlaces(source)
  const wanted = new Map<string, Promise<ProxyThen['desired']>>()
  const desiredAt = async (ref: string, path: string): Promise<ProxyThen['desired']> => {
    const tip = times.tipAt(ref, input.at)
    const entry = tip === null ? null : await source.mirror.objects.entryAt(tip, path)
    if (tip === null || entry === null) return null
    const index = (await source.history(ref))?.index
    const position = index?.positionOf(tip) ?? null
    const from = position === null ? undefined : index?.versionAt(path, position)?.from
    const commit = from === undefined ? null : (index?.commitAt(from) ?? null)
    return { commit: commit ?? tip, blob: entry.sha }
  }
  const proxies = new Map<string, ProxyThen>()
  for (const row of rows) {
    const ref = environmentNamed(configuration, row.environment).ref ?? source.defaultBranch
    const key = `${ref}\0${row.policyPath}`
    const reading = wanted.get(key) ?? desiredAt(ref, row.policyPath)
    wanted.set(key, reading)
    const { name, environment, policyPath } = row
    const before = proxies.get(row.proxyId)
    const runs = [...(before?.runs ?? [])]
    if (row.nativeId !== null && row.since !== null) {
      const blob = await places.blobOf(ref, policyPath, row)
      const placement = await places.place(ref, policyPath, blob)
      const commit = placement.kind === 'on-ref' ? placement.introducedBy : null
      const { nativeId, since, until, sha256, evidence } = row
      runs.push({ nativeId, since, until, sha256, blob, commit, evidence: evidence ?? 0 })
    }
    const desired = await reading
    const state = stateThen(desired, runs)
    proxies.set(row.proxyId, { name, environment, policyPath, desired, runs, state })
  }
  const all = [...proxies.values()]
  const inSync = all.filter(({ state }) => state === 'in-sync').length
  const tip = times.tipAt(source.defaultBranch, input.at)
  return { at: input.at, tip, proxies: all, total: all.length, inSync }
}

function stateThen(desired: ProxyThen['desired'], runs: readonly RunThen[]): ProxyThen['state'] {
  if (runs.length === 0) return 'not-running'
  if (desired === null || runs.some(({ evidence }) => evidence < PROVED)) return 'not-known'
  return runs.every(({ blob }) => blob === desired.blob) ? 'in-sync' : 'other'
}
