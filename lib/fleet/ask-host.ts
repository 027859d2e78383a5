import { recordAudit } from '@/lib/audit/record-audit'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import { ASKABLE_SINCE } from '@/lib/wire/host-request'
import { speaksSince } from '@/lib/wire/terms'
import * as z from 'zod'
import type { FleetParts } from './fleet-parts'
import { REQUEST_MS } from './host-requests'
import { sayDuration } from './say-duration'

export const askHostInput = z.strictObject({ kind: z.enum(['read', 'restore']) })

export type AskHostResult =
  | { readonly kind: 'asked'; readonly id: string }
  | { readonly kind: 'forbidden' | 'not-found' }
  /** It cannot be done for this proxy, or not now; `detail` says why and what to do. */
  | { readonly kind: 'not-possible'; readonly detail: string }

interface AskedProxy {
  id: string
  name: string
  environment: string
  policyPath: string
  mode: string
  seenAt: Date | null
  protocol: string | null
}

const PROXY = `
  SELECT p.id, p.name, p.environment, p.policy_path AS "policyPath", p.mode, c.last_seen_at AS "seenAt", c.protocol
  FROM proxy p LEFT JOIN proxy_contact c ON c.proxy_id = p.id
  WHERE p.repository_id = $1 AND p.name = $2 AND p.retired_at IS NULL`

/** Asking again while it is open asks nothing new. */
const OPEN = `
  SELECT id FROM host_request WHERE proxy_id = $1 AND kind = $2 AND answered_at IS NULL AND expires_at > $3
  ORDER BY asked_at DESC, id DESC LIMIT 1`

const ASK = `
  INSERT INTO host_request (proxy_id, kind, sha256, asked_by, asked_at, expires_at)
  VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6) RETURNING id`

/**
 * Asks a connector for the live file (`read`), or to write what git wants (`restore`). For people who may write: the text of a file leaves
 * its host only so. Recorded in the trail; the connector is told in the answer of its long poll.
 */
export async function askHost({
  ctx,
  parts,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly parts: FleetParts
  readonly input: { readonly proxy: string; readonly kind: 'read' | 'restore' }
}): Promise<AskHostResult> {
  if (!roleAtLeast(ctx.actor.role, 'write')) return { kind: 'forbidden' }
  const { pool } = ctx.db
  const found = await pool.query<AskedProxy>(PROXY, [ctx.repositoryId, input.proxy])
  const [proxy] = found.rows
  if (proxy === undefined) return { kind: 'not-found' }
  const detail =
    whyNotAskable(proxy, parts, ctx.now) ?? (input.kind === 'restore' ? whyNotWritten(proxy) : null)
  if (detail !== null) return { kind: 'not-possible', detail }
  const { desired } = await parts.source.desiredOf(proxy, ctx.now)
  if (input.kind === 'restore' && desired.kind !== 'file')
    return { kind: 'not-possible', detail: 'Git has no such file now: there is nothing to restore.' }
  const sha256 = input.kind === 'restore' && desired.kind === 'file' ? desired.sha256 : null
  const id = await ctx.db.transaction(async (client) => {
    // Two people who ask at once ask once.
    await client.query('SELECT 1 FROM proxy WHERE id = $1 FOR UPDATE', [proxy.id])
    const open = await client.query<{ id: string }>(OPEN, [proxy.id, input.kind, ctx.now])
    if (open.rows[0] !== undefined) return open.rows[0].id
    // One text per proxy is enough: the newer one replaces it.
    if (input.kind === 'read')
      await client.query(
        'UPDATE host_request SET content = NULL WHERE proxy_id = $1 AND content IS NOT NULL',
        [proxy.id],
      )
    const made = await client.query<{ id: string }>(ASK, [
      proxy.id,
      input.kind,
      sha256,
      ctx.actor.login,
      ctx.now,
      new Date(ctx.now.getTime() + REQUEST_MS),
    ])
    const action = input.kind === 'read' ? 'proxy.file-asked' : 'proxy.restore-asked'
    await recordAudit(ctx, { action, subject: proxy.name, detail: { path: proxy.policyPath } }, client)
    await notify(ctx, 'fleet', [proxy.name], client)
    return made.rows[0]?.id ?? ''
  })
  parts.requests.wake(proxy.id)
  return { kind: 'asked', id }
}

const LIVE_MS = 60_000

/** Why a connector cannot be asked now; null when it can. */
export function whyNotAskable(
  { id, seenAt, protocol }: Pick<AskedProxy, 'id' | 'seenAt' | 'protocol'>,
  { contacts }: Pick<FleetParts, 'contacts'>,
  now: Date,
): string | null {
  const contact = contacts.newest(id, seenAt)
  const last = contact?.lastSeenAt ?? seenAt
  if (last === null) return 'Its connector never reported: start it first.'
  const silentMs = now.getTime() - last.getTime()
  if (silentMs > LIVE_MS)
    return `Its connector has not reported for ${sayDuration(silentMs)}: only a running connector can be asked.`
  const spoken = contact?.protocol ?? protocol ?? ''
  if (!speaksSince(spoken, ASKABLE_SINCE))
    return `Its connector speaks protocol ${spoken === '' ? '1.0' : spoken} and cannot be asked: replace the program by the one that this server offers (protocol 1.${ASKABLE_SINCE}), then restart it.`
  return null
}

/** Why a connector of this mode writes nothing; null when it does. */
export function whyNotWritten({ mode }: Pick<AskedProxy, 'mode'>): string | null {
  return mode === 'observe'
    ? 'Mode observe writes nothing: whatever brings the file has to bring it again, or enrol the proxy in mode pull, git or relay.'
    : null
}
