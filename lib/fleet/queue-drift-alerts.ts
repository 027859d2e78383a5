import type { Context, SystemActor } from '@/lib/context'
import { routes } from '@/lib/routes'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import type { JudgedProxy } from './judged-proxy'
import { fleetState, type FleetStateId } from './states'

/** What a message tells. `rejected` is the drift in which a proxy refused what git says. */
export type AlertEvent = 'drift' | 'rejected' | 'recovered'

/** The body of a message, in JSON. Texts come from git and from hosts: show them as text. */
export interface AlertBody {
  readonly event: AlertEvent
  readonly at: string
  readonly proxy: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  /** Full repository path. */
  readonly policy: string
  /** Slug of a state, such as `did-not-reload`. */
  readonly state: string
  /** The state that was told before; null when none was, or after a recovery. */
  readonly previousState: string | null
  readonly sentence: string
  /** What the verdict was computed against; null when not known or removed. */
  readonly desired: { readonly commit: string; readonly sha256: string } | null
  /** The proxy's page. */
  readonly url: string
}

/**
 * What must be told when a proxy is in `state` and `told` is the drift that was told last; null when nothing.
 * Without knowledge (offline, not running, unverified) and during a roll-out there is no verdict: what was told stays.
 */
export function alertFor(state: FleetStateId, told: FleetStateId | null): AlertEvent | null {
  if (fleetState(state).kind === 'drift') {
    if (state === told) return null
    return state === 'REJECTED' ? 'rejected' : 'drift'
  }
  return told !== null && (state === 'IN_SYNC' || state === 'PINNED') ? 'recovered' : null
}

/**
 * Judges the fleet and queues a message for each proxy whose drift differs from what was told last; returns how many. `baseUrl` is where
 * people reach Lockstep. Call it from one replica at a time.
 */
export async function queueDriftAlerts({
  ctx,
  parts,
  baseUrl,
}: {
  ctx: Context<SystemActor>
  parts: FleetParts
  baseUrl: string
}): Promise<number> {
  const [judge, stored, told] = await Promise.all([
    FleetJudge.open(ctx, parts),
    parts.proxies.read({ ctx }),
    readTold(ctx),
  ])
  const standings = await judge.standings(stored)
  const news = standings.filter(({ state, stored: { id } }) => alertFor(state, told.get(id) ?? null) !== null)
  const judged = await judge.judgeAll(news.map((one) => one.stored))
  const messages = judged.flatMap((proxy) =>
    messageOf(ctx, proxy, told.get(proxy.stored.id) ?? null, baseUrl),
  )
  const present = new Set(stored.map(({ id }) => id))
  const gone = [...told.keys()].filter((id) => !present.has(id))
  if (messages.length > 0 || gone.length > 0) await store(ctx, messages, gone)
  return messages.length
}

interface Message {
  readonly proxyId: string
  readonly state: FleetStateId
  readonly body: AlertBody
}

function messageOf(
  ctx: Context,
  { stored, verdict }: JudgedProxy,
  told: FleetStateId | null,
  baseUrl: string,
): Message[] {
  const event = alertFor(verdict.state, told)
  if (event === null) return []
  const { id, name, environment, labels, policyPath } = stored
  const body: AlertBody = {
    event,
    at: ctx.now.toISOString(),
    proxy: name,
    environment,
    labels,
    policy: policyPath,
    state: fleetState(verdict.state).slug,
    previousState: told === null ? null : fleetState(told).slug,
    sentence: verdict.sentence,
    desired:
      verdict.against === null ? null : { commit: verdict.against.commit, sha256: verdict.against.sha256 },
    url: `${baseUrl}${routes.proxy(name)}`,
  }
  return [{ proxyId: id, state: verdict.state, body }]
}

async function readTold(ctx: Context): Promise<Map<string, FleetStateId>> {
  const { rows } = await ctx.db.pool.query<{ proxyId: string; state: FleetStateId }>(
    `SELECT a.proxy_id AS "proxyId", a.state FROM drift_alert a JOIN proxy p ON p.id = a.proxy_id
     WHERE p.repository_id = $1`,
    [ctx.repositoryId],
  )
  return new Map(rows.map(({ proxyId, state }) => [proxyId, state]))
}

/** Messages and what was told are stored together: a crash tells nothing twice and forgets nothing. */
async function store(ctx: Context, messages: readonly Message[], gone: readonly string[]): Promise<void> {
  const ended = messages.filter(({ body }) => body.event === 'recovered').map(({ proxyId }) => proxyId)
  const drifted = messages.filter(({ body }) => body.event !== 'recovered')
  await ctx.db.transaction(async (client) => {
    await client.query('DELETE FROM drift_alert WHERE proxy_id = ANY($1::uuid[])', [[...ended, ...gone]])
    await client.query(
      `INSERT INTO drift_alert (proxy_id, state, since)
       SELECT id, state, $3 FROM unnest($1::uuid[], $2::text[]) AS told (id, state)
       ON CONFLICT (proxy_id) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since`,
      [drifted.map(({ proxyId }) => proxyId), drifted.map(({ state }) => state), ctx.now],
    )
    await client.query(
      `INSERT INTO alert_message (repository_id, proxy_id, event, body, created_at, next_try_at)
       SELECT $1, id, event, body, $5, $5 FROM unnest($2::uuid[], $3::text[], $4::text[]) AS message (id, event, body)`,
      [
        ctx.repositoryId,
        messages.map(({ proxyId }) => proxyId),
        messages.map(({ body }) => body.event),
        messages.map(({ body }) => JSON.stringify(body)),
        ctx.now,
      ],
    )
  })
}
