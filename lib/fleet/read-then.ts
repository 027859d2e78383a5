import type { Context } from '@/lib/context'
import { DEFAULT_CONFIGURATION, environmentNamed, type Pin } from '@/lib/repository/configuration'
import { PROVED } from '@/lib/wire/terms'
import type { FleetParts } from './fleet-parts'
import type { GitView } from './git-view'
import type { PolicySource } from './policy-source'
import type { ProxyThen, RunThen } from './proxy-then'
import { OFFLINE_MS } from './resolve-status'

interface LoadRow {
  proxyId: string
  name: string
  environment: string
  policyPath: string
  team: string | null
  /** As `since`: when the connector was heard of last, as far as that is written. */
  seen: number | null
  nativeId: string | null
  /** Milliseconds since the Unix epoch: thousands of them are read sooner than dates. */
  since: number | null
  until: Date | null
  sha256: string | null
  blob: string | null
  evidence: number | null
}

/**
 * Proxies registered then with the path that they had then, and the last successful load of each process that had not ended. Of each process
 * one load is looked up, however many it had; what came after the instant is only looked for when one proxy is asked for.
 */
const thenOf = (ofProxy: string, ofInstance: string) => `
  SELECT p.id AS "proxyId", p.name, p.environment, COALESCE(w.policy_path, p.policy_path) AS "policyPath",
    p.labels->>'team' AS team,
    extract(epoch FROM c.last_seen_at)::float8 * 1000 AS seen,
    l."nativeId", extract(epoch FROM l.since)::float8 * 1000 AS since, l.until, l.sha256, l.blob, l.evidence
  FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id
  LEFT JOIN (SELECT DISTINCT ON (proxy_id) proxy_id, policy_path FROM proxy_path WHERE since <= $2 ORDER BY proxy_id, since DESC) w ON w.proxy_id = p.id
  LEFT JOIN (
    SELECT i.proxy_id, i.native_id AS "nativeId", x.at AS since,
      CASE WHEN $3::text IS NULL THEN NULL ELSE LEAST(i.ended_at, (SELECT min(n.at) FROM load n WHERE n.instance_id = i.id AND n.at > $2
        AND (n.kind = 'shutdown' OR (n.kind IN ('startup', 'reload') AND n.result = 'success')))) END AS until,
      encode(x.sha256, 'hex') AS sha256, x.blob, x.evidence
    FROM instance i CROSS JOIN LATERAL (
      SELECT at, sha256, blob, evidence, kind FROM load
      WHERE instance_id = i.id AND at <= $2 AND (kind = 'shutdown' OR (kind IN ('startup', 'reload') AND result = 'success'))
      ORDER BY at DESC, id DESC LIMIT 1) x
    WHERE ${ofInstance} AND (i.ended_at IS NULL OR i.ended_at > $2) AND x.kind <> 'shutdown') l ON l.proxy_id = p.id
  WHERE p.repository_id = $1 AND p.created_at <= $2 AND (p.retired_at IS NULL OR p.retired_at > $2)
    AND ${ofProxy}
  ORDER BY p.name, l.since`

/** The whole fleet with a null as $3; one proxy by its name; some by their ids. */
const ALL = thenOf('($3::text IS NULL OR p.name = $3)', 'true')
const SOME = thenOf('p.id = ANY($4::uuid[])', 'i.proxy_id = ANY($4::uuid[])')

/** Which proxies of an instant: the one of a name, those of some ids, or all. */
export type ThenScope = { readonly name: string } | { readonly ids: readonly string[] } | 'all'

/**
 * Proxies of an instant by their ids, in the order of their names. Branches of environments and pins are those of the settings of then; which
 * environment a proxy was of, and that it was retired and enrolled again, has no history: those are of now.
 */
export async function readThen(
  ctx: Context,
  { source, contacts }: FleetParts,
  view: GitView,
  { at, scope }: { readonly at: Date; readonly scope: ThenScope },
): Promise<Map<string, ProxyThen>> {
  const { places, times } = view
  const tip = times.tipAt(source.defaultBranch, at)
  const [{ rows }, configuration] = await Promise.all([
    rowsThen(ctx, at, scope),
    tip === null ? DEFAULT_CONFIGURATION : source.configurationAt(tip),
  ])
  const pins = new Map(
    configuration.pins.filter(({ until }) => Date.parse(until) > at.getTime()).map((pin) => [pin.proxy, pin]),
  )
  const wantKey = (row: LoadRow) => `${pathKey(row)}\0${pins.get(row.name)?.commit}`
  const refOf = ({ environment }: LoadRow) =>
    environmentNamed(configuration, environment).ref ?? source.defaultBranch
  // Thousands of proxies share few paths and contents: each is looked up once.
  const wanted = await once(rows, wantKey, (row) => {
    const pin = pins.get(row.name)
    return pin === undefined
      ? desiredAt(source, view, { ref: refOf(row), path: row.policyPath, at })
      : pinnedTo(source, pin, row.policyPath)
  })
  const ran = await once(rows, contentKey, async (row) => {
    const [ref, path] = [refOf(row), row.policyPath]
    const blob = await places.blobOf(ref, path, row)
    const placement = await places.place(ref, path, blob)
    return { blob, commit: placement.kind === 'on-ref' ? placement.introducedBy : null }
  })
  const byProxy = new Map<string, LoadRow[]>()
  for (const row of rows) {
    const own = byProxy.get(row.proxyId)
    if (own === undefined) byProxy.set(row.proxyId, [row])
    else own.push(row)
  }
  const proxies = [...byProxy].flatMap(([id, [first, ...more]]): [string, ProxyThen][] => {
    if (first === undefined) return []
    const { name, environment, policyPath, team } = first
    const desired = wanted.get(wantKey(first)) ?? null
    const silentSince = silentThen(first.seen, contacts.of(id)?.lastSeenAt, at)
    const runs = [first, ...more].flatMap((row) => runThen(row, ran.get(contentKey(row))))
    return [
      [
        id,
        {
          name,
          environment,
          policyPath,
          team,
          desired,
          runs,
          silentSince,
          state: stateThen(desired, runs, silentSince),
        },
      ],
    ]
  })
  return new Map(proxies)
}

async function rowsThen(ctx: Context, at: Date, scope: ThenScope) {
  const { pool } = ctx.db
  if (scope === 'all') return pool.query<LoadRow>(ALL, [ctx.repositoryId, at, null])
  if ('name' in scope) return pool.query<LoadRow>(ALL, [ctx.repositoryId, at, scope.name])
  return pool.query<LoadRow>(SOME, [ctx.repositoryId, at, null, scope.ids])
}

function pathKey({ environment, policyPath }: LoadRow): string {
  return `${environment}\0${policyPath}`
}

function contentKey(row: LoadRow): string {
  return `${pathKey(row)}\0${row.blob}\0${row.sha256}`
}

/** Asks once for each key of the rows. */
async function once<Answer>(
  rows: readonly LoadRow[],
  keyOf: (row: LoadRow) => string,
  ask: (row: LoadRow) => Promise<Answer>,
): Promise<Map<string, Answer>> {
  const asked = new Map<string, LoadRow>()
  for (const row of rows) asked.set(keyOf(row), row)
  return new Map(await Promise.all([...asked].map(async ([key, row]) => [key, await ask(row)] as const)))
}

/** Nothing when the row is of a proxy without a process. */
function runThen(
  { nativeId, since, until, sha256, evidence }: LoadRow,
  content: Pick<RunThen, 'blob' | 'commit'> | undefined,
): RunThen[] {
  if (nativeId === null || since === null || content === undefined) return []
  return [{ nativeId, since: new Date(since), until, sha256, ...content, evidence: evidence ?? 0 }]
}

async function pinnedTo(
  { mirror: { objects } }: PolicySource,
  { commit }: Pin,
  path: string,
): Promise<ProxyThen['desired']> {
  if ((await objects.readCommit(commit)) === null) return null
  return fileAt(objects, commit, path)
}

/** Null also for a link or a folder: no proxy is given one. */
async function fileAt(
  objects: PolicySource['mirror']['objects'],
  commit: string,
  path: string,
): Promise<ProxyThen['desired']> {
  const entry = await objects.entryAt(commit, path)
  const isFile = entry?.type === 'file' || entry?.type === 'executable'
  return isFile ? { commit, blob: entry.sha } : null
}

/** From the index of the branch where it knows the commit: nothing is read from the repository for it. */
async function desiredAt(
  source: PolicySource,
  { times }: GitView,
  { ref, path, at }: { ref: string; path: string; at: Date },
): Promise<ProxyThen['desired']> {
  const tip = times.tipAt(ref, at)
  if (tip === null) return null
  const index = (await source.history(ref))?.index
  const position = index?.positionOf(tip) ?? null
  if (index === undefined || position === null) {
    // The branch was moved to another line since: the tip of then may still be there.
    return fileAt(source.mirror.objects, tip, path)
  }
  const version = index.versionAt(path, position)
  // A link or a submodule is given to no proxy, as in `fileAt`.
  return version === null || !version.mode.startsWith('100')
    ? null
    : { commit: index.commitAt(version.from) ?? tip, blob: version.blob }
}

/** Contacts are kept as the last one only: of one that was heard of since, whether it was silent then is not known. */
function silentThen(written: number | null, inMemory: Date | undefined, at: Date): Date | null {
  const seen = Math.max(written ?? -Infinity, inMemory?.getTime() ?? -Infinity)
  return Number.isFinite(seen) && seen + OFFLINE_MS < at.getTime() ? new Date(seen) : null
}

function stateThen(
  desired: ProxyThen['desired'],
  runs: readonly RunThen[],
  silentSince: Date | null,
): ProxyThen['state'] {
  if (runs.length === 0) return 'not-running'
  if (silentSince !== null) return 'not-known'
  if (desired === null || runs.some(({ evidence }) => evidence < PROVED)) return 'not-known'
  return runs.every(({ blob }) => blob === desired.blob) ? 'in-sync' : 'other'
}
