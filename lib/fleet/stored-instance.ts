import { printable } from '@/lib/policy/describe/sentence'
import type { Evidence } from '@/lib/wire/terms'
import type { SeenAttempt, SeenRunning } from './proxy-state'

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

/** One as it is read: `a…` of the last load that was tried, `r…` of what runs. */
export interface InstanceRow extends Omit<StoredInstance, 'attempted' | 'running'> {
  aSha256: string | null
  aBlob: string | null
  aAt: Date | null
  aHostAt: Date | null
  aSource: string | null
  aResult: 'success' | 'failure' | null
  aError: string | null
  rSha256: string | null
  rBlob: string | null
  rAt: Date | null
  rHostAt: Date | null
  rSource: string | null
  rEvidence: Evidence | null
  rReason: string | null
}

/** Columns of `instance i` with its two facts. */
export const INSTANCE_COLUMNS = `
  i.id, i.proxy_id AS "proxyId", i.native_id AS "nativeId", i.pid, i.server, i.config, i.started_at AS "startedAt",
  i.last_heartbeat_at AS "lastEventAt", i.ended_at AS "endedAt", i.client,
  COALESCE((i.detail->>'observeOnly')::boolean, false) AS "observeOnly", encode(a.sha256, 'hex') AS "aSha256", a.blob AS "aBlob", a.at AS "aAt", COALESCE(a.host_at, a.at) AS "aHostAt", a.source AS "aSource", a.result AS "aResult",
  a.error AS "aError", encode(r.sha256, 'hex') AS "rSha256", r.blob AS "rBlob", r.at AS "rAt", COALESCE(r.host_at, r.at) AS "rHostAt", r.source AS "rSource",
  r.evidence AS "rEvidence", r.reason AS "rReason"`

/** Where those two come from. */
export const FACT_JOINS = `
  LEFT JOIN instance_fact a ON a.instance_id = i.id AND a.kind = 'attempted'
  LEFT JOIN instance_fact r ON r.instance_id = i.id AND r.kind = 'running'`

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
            hostAt: row.aHostAt ?? row.aAt,
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
            hostAt: row.rHostAt ?? row.rAt,
            source: row.rSource ?? '',
            evidence: row.rEvidence ?? 0,
            reason: shown(row.rReason),
          },
  }
}

/** What a host says goes into sentences and tables. */
export function shown(said: string | null): string | null {
  return said === null ? null : printable(said)
}
