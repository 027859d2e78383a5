import { createHash, randomUUID } from 'node:crypto'
import { digests, report, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { instanceRunning } from '@/lib/fleet/testing/start-fleet'
import { storeReport } from '@/lib/fleet/store-report'
import type { InstanceReport, ReportRequest } from '@/lib/wire/report'

/** One registered proxy with what its connector needs to go on reporting. */
export interface FilledProxy {
  readonly proxyId: string
  readonly name: string
  readonly token: string
  readonly boot: string
  readonly instance: InstanceReport
  seq: number
}

const ENVIRONMENTS = ['prod', 'staging', 'dev']
const TEAMS = ['payments', 'platform', 'search', 'support', 'data']

/** Registers proxies for one of `paths` each, with a token and a first report: each runs a text, proved, and every fiftieth an older one. */
export async function fillFleet(
  fleet: TestFleet,
  { count, paths, text, older }: { count: number; paths: readonly string[]; text: string; older: string },
): Promise<FilledProxy[]> {
  const proxies = Array.from({ length: count }, (_, index) => ({
    proxyId: randomUUID(),
    name: `proxy-${index}`,
    token: `bench-${randomUUID()}`,
    boot: randomUUID(),
    instance: instanceRunning(index % 50 === 0 ? older : text, fleet.now, { nativeId: index.toString(16) }),
    seq: 0,
  }))
  await register(fleet, proxies, paths)
  const waiting = proxies.entries()
  await Promise.all(Array.from({ length: 10 }, () => storeAll(fleet, waiting)))
  await fleet.db.pool.query('ANALYZE')
  return proxies
}

async function register(fleet: TestFleet, proxies: FilledProxy[], paths: readonly string[]): Promise<void> {
  const { pool } = fleet.db
  await pool.query(
    `INSERT INTO proxy (id, repository_id, name, labels, environment, policy_path, mode, engine, host_facts, created_at)
     SELECT p.id, $1, p.name, jsonb_build_object('team', p.team, 'region', 'eu-1'), p.environment, p.path, 'pull', 'intercept-2026-03',
       '{"hostname":"host-1","platform":"linux","connector":"0.1.0","livePath":"/etc/intercept/stripe.yaml"}', $2
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) AS p (id, name, team, environment, path)`,
    [
      fleet.repositoryId,
      fleet.now,
      proxies.map(({ proxyId }) => proxyId),
      proxies.map(({ name }) => name),
      proxies.map((_, index) => TEAMS[index % TEAMS.length]),
      proxies.map((_, index) => ENVIRONMENTS[index % ENVIRONMENTS.length]),
      proxies.map((_, index) => paths[index % paths.length]),
    ],
  )
  await pool.query(
    `INSERT INTO proxy_token (proxy_id, token_hash, expires_at)
     SELECT t.* , $1 FROM unnest($2::uuid[], $3::bytea[]) AS t (id, hash)`,
    [
      new Date(fleet.now.getTime() + 86_400_000),
      proxies.map(({ proxyId }) => proxyId),
      proxies.map(({ token }) => createHash('sha256').update(token).digest()),
    ],
  )
  await pool.query(
    `INSERT INTO proxy_contact (proxy_id, last_seen_at, version) SELECT id, $1, '0.1.0' FROM unnest($2::uuid[]) AS p (id)`,
    [fleet.now, proxies.map(({ proxyId }) => proxyId)],
  )
}

async function storeAll(fleet: TestFleet, waiting: Iterable<[number, FilledProxy]>): Promise<void> {
  for (const [, proxy] of waiting)
    await storeReport({
      ctx: fleet.connector(proxy),
      input: firstReport(proxy, fleet.now),
      takesOver: true,
      skewMs: 0,
    })
}

function firstReport({ boot, instance }: FilledProxy, at: Date): ReportRequest {
  const { running } = instance
  return report({
    boot,
    clock: at.toISOString(),
    facts: { delivered: running === null ? null : contentOf(running, at) },
    instances: [instance],
  })
}

/** A report that tells that the same process loaded another text. */
export function reloadReport(proxy: FilledProxy, text: string, at: Date): ReportRequest {
  const digest = digests(text)
  const time = at.toISOString()
  const running = { ...digest, path: '/etc/intercept/stripe.yaml', at: time, source: 'events', error: null }
  proxy.seq += 1
  return report({
    boot: proxy.boot,
    clock: time,
    seq: proxy.seq,
    full: false,
    facts: { delivered: contentOf(running, at) },
    instances: [{ ...proxy.instance, lastEventAt: time, running: { ...running, evidence: 3, reason: null } }],
    loads: [
      {
        instance: proxy.instance.id,
        at: time,
        kind: 'reload',
        result: 'success',
        ...digest,
        error: null,
        evidence: 3,
      },
    ],
  })
}

/** What a connector without news says every 30 seconds. */
export function keepAlive({ boot, seq }: FilledProxy, at: Date): ReportRequest {
  return report({ boot, clock: at.toISOString(), seq, full: false })
}

function contentOf(
  { sha256, blob, path }: { sha256: string | null; blob: string | null; path: string },
  at: Date,
) {
  return { sha256, blob, path, at: at.toISOString(), source: 'disk' as const, error: null }
}
