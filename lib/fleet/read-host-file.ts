import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { CONTENT_MS } from './host-requests'

/** What came of the newest thing that was asked of a connector. */
export interface AskedOfHost {
  readonly askedBy: string
  readonly askedAt: Date
  /** `waiting`: not answered yet. `silent`: it did not answer in time. */
  readonly state: 'waiting' | 'silent' | 'content' | 'restored' | 'refused'
  readonly answeredAt: Date | null
  /** Of the bytes on the host. */
  readonly sha256: string | null
  /** Why not. */
  readonly error: string | null
}

/** The live file of a proxy as its connector sent it. */
export interface HostFile extends AskedOfHost {
  /** With secrets masked; null for who may not write, and when it is not kept any more. */
  readonly text: string | null
  readonly masked: number
  /** Until when the text is kept. */
  readonly keptUntil: Date | null
}

interface RequestRow {
  kind: 'read' | 'restore'
  askedBy: string
  askedAt: Date
  expiresAt: Date
  answeredAt: Date | null
  result: 'content' | 'restored' | 'refused' | null
  sha256: string | null
  content: Buffer | null
  masked: number
  error: string | null
}

const NEWEST = `
  SELECT DISTINCT ON (r.kind) r.kind, r.asked_by AS "askedBy", r.asked_at AS "askedAt", r.expires_at AS "expiresAt",
    r.answered_at AS "answeredAt", r.result, encode(r.answer_sha256, 'hex') AS sha256, r.content, r.masked, r.error
  FROM host_request r JOIN proxy p ON p.id = r.proxy_id
  WHERE p.repository_id = $1 AND p.name = $2 AND r.asked_at > $3 ORDER BY r.kind, r.asked_at DESC, r.id DESC`

/** What was asked of a proxy's connector lately, each kind's newest; null when nothing was in the time that a text is kept. */
export async function readHostFile({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: { readonly proxy: string }
}): Promise<{ readonly file: HostFile | null; readonly restore: AskedOfHost | null }> {
  const since = new Date(ctx.now.getTime() - CONTENT_MS)
  const { rows } = await ctx.db.pool.query<RequestRow>(NEWEST, [ctx.repositoryId, input.proxy, since])
  const of = (kind: RequestRow['kind']) => rows.find((row) => row.kind === kind)
  const [read, restore] = [of('read'), of('restore')]
  const maySee = roleAtLeast(ctx.actor.role, 'write')
  return {
    file:
      read === undefined
        ? null
        : {
            ...askedOf(read, ctx.now),
            text: maySee && isKept(read, ctx.now) ? (read.content?.toString('utf8') ?? null) : null,
            masked: read.masked,
            keptUntil: read.answeredAt === null ? null : new Date(read.answeredAt.getTime() + CONTENT_MS),
          },
    restore: restore === undefined ? null : askedOf(restore, ctx.now),
  }
}

function isKept({ answeredAt }: RequestRow, now: Date): boolean {
  return answeredAt !== null && now.getTime() - answeredAt.getTime() < CONTENT_MS
}

function askedOf(row: RequestRow, now: Date): AskedOfHost {
  const { askedBy, askedAt, expiresAt, answeredAt, result, sha256, error } = row
  const state = result ?? (expiresAt > now ? 'waiting' : 'silent')
  return { askedBy, askedAt, state, answeredAt, sha256, error }
}
