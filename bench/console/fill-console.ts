import type { Database } from '@/lib/db/database'
import { blobSha, sha256 } from '@/lib/git/content-digest'
import { fillWeek } from './fill-decisions'
import { pushFiles } from './push-files'

export const POLICIES = 500
export const PROXIES = 10_000
export const CHANGES = 200

/** Where the policy of a number stands; the first hundred are those of `fillLog`. */
function pathOf(policy: number): string {
  return `policies/bench/policy-${policy}.yaml`
}

function textOf(policy: number): string {
  const tools = Array.from(
    { length: 12 },
    (_, tool) => `  tool_${String((policy * 14 + tool) % 120).padStart(3, '0')}:
    rules:
      - name: "rule ${String(tool).padStart(3, '0')}"
        conditions:
          - { path: args.amount, op: lte, value: ${1000 + policy} }
        on_deny: "Not allowed by the bench."
`,
  )
  return `version: "1"\ndescription: "Policy ${policy} of the bench"\ndefault: deny\n\ntools:\n${tools.join('')}`
}

/** Puts 500 policies, 10,000 proxies with a process each and its load, 200 changes and a million decisions into a stack that runs. `data` is its folder. */
export async function fillConsole(db: Database, data: string): Promise<void> {
  const { id: repositoryId } = await db.prisma.repository.findFirstOrThrow()
  const policies = Array.from({ length: POLICIES }, (_, policy) => [pathOf(policy), textOf(policy)] as const)
  await pushFiles(data, policies)
  await fillWeek(db, repositoryId)
  await addProxies(db, repositoryId)
  await addChanges(db, repositoryId)
  await db.pool.query('ANALYZE')
}

/** The proxies of the bench report until an hour from now, as when they were filled in. */
export async function renewConsole(db: Database): Promise<void> {
  await db.pool.query(
    `UPDATE proxy_contact SET last_seen_at = now() + CASE WHEN substr(name, 6)::int % 20 = 0 THEN interval '-1 day' ELSE interval '1 hour' END
     FROM proxy WHERE id = proxy_id AND name ~ '^load-'`,
  )
  await db.pool.query(
    `UPDATE instance SET started_at = now() - interval '1 hour', last_heartbeat_at = now() + interval '1 hour'
     FROM proxy WHERE proxy.id = proxy_id AND name ~ '^load-'`,
  )
  await db.pool.query('VACUUM (ANALYZE) proxy_contact, instance')
}

/** Proxies of these policies, spread over three environments and four teams; most in sync, some behind, some silent. */
async function addProxies(db: Database, repositoryId: string): Promise<void> {
  const policies = Array.from({ length: POLICIES }, (_, policy) => Buffer.from(textOf(policy)))
  await db.pool.query(
    `WITH p AS (
       INSERT INTO proxy (repository_id, name, labels, environment, policy_path, mode, engine)
       SELECT $1, 'load-' || g, json_build_object('team', (ARRAY['payments', 'platform', 'data', 'support'])[1 + g % 4]),
         (ARRAY['prod', 'staging', 'dev'])[1 + g % 3], 'policies/bench/policy-' || g % ${POLICIES} || '.yaml', 'pull', 'lockstep'
       FROM generate_series(0, ${PROXIES - 1}) g RETURNING id, substr(name, 6)::int AS g
     ), c AS (
       INSERT INTO proxy_contact (proxy_id, last_seen_at, version)
       SELECT id, now() + CASE WHEN g % 20 = 0 THEN interval '-1 day' ELSE interval '1 hour' END, '0.1.0' FROM p
     ), f AS (
       INSERT INTO proxy_fact (proxy_id, kind, sha256, blob, path, at, received_at, source)
       SELECT id, 'delivered', decode(($2::text[])[1 + g % ${POLICIES}], 'hex'), ($3::text[])[1 + g % ${POLICIES}], '/etc/policy.yaml', now(), now(), 'connector' FROM p
     ), i AS (
       INSERT INTO instance (repository_id, proxy_id, reporter_id, native_id, pid, started_at, last_heartbeat_at)
       SELECT $1, id, id, lpad(to_hex(g), 8, '0'), g, now() - interval '1 hour', now() + interval '1 hour' FROM p WHERE g % 25 <> 0
       RETURNING id, proxy_id, pid AS g
     ), r AS (
       SELECT id, proxy_id, decode(($2::text[])[1 + content % ${POLICIES}], 'hex') AS sha256, ($3::text[])[1 + content % ${POLICIES}] AS blob
       FROM (SELECT *, g + CASE WHEN g % 50 = 1 THEN 1 ELSE 0 END AS content FROM i) started
     ), l AS (
       INSERT INTO load (proxy_id, instance_id, at, received_at, kind, result, sha256, blob, evidence)
       SELECT proxy_id, id, now(), now(), 'startup', 'success', sha256, blob, 5 FROM r
     )
     INSERT INTO instance_fact (instance_id, kind, sha256, blob, path, at, received_at, source, evidence)
     SELECT id, 'running', sha256, blob, '/etc/policy.yaml', now(), now(), 'events', 5 FROM r`,
    [repositoryId, policies.map(sha256), policies.map(blobSha)],
  )
}

/** As many more as the history lacks, as closed copies of those that are there. */
async function addChanges(db: Database, repositoryId: string): Promise<void> {
  const there = await db.prisma.changeRequest.count({ where: { repositoryId } })
  const row = await db.prisma.changeRequest.findFirstOrThrow({ where: { repositoryId, state: 'merged' } })
  const { review, approval: _approval, mergeSha: _mergeSha, ...rest } = row
  const data = Array.from({ length: Math.max(0, CHANGES - there) }, (_, index) =>
    Object.assign({}, rest, { number: 100_000 + index, state: 'closed', review: review ?? {} }),
  )
  await db.prisma.changeRequest.createMany({ data })
}
