import type { Actor, Context } from '@/lib/context'

/** Something that was done in Lockstep and must stay known. */
export interface AuditEntry {
  /** noun.verb, such as `session.revoked`. */
  readonly action: string
  /** What it was done to: a login, a path, a proxy's name. */
  readonly subject?: string
  /** Facts that explain it, JSON only; never a secret, never the content of a file. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>
}

/** Anything that runs plain SQL: the pool, or the client of the transaction that does what is recorded. */
interface Queryable {
  query(text: string, values: unknown[]): Promise<unknown>
}

/** The row of an entry, for transactions of Prisma: `tx.auditEvent.create({ data: auditRow(ctx, entry) })`. */
export function auditRow(ctx: Context, { action, subject, detail = {} }: AuditEntry) {
  return {
    repositoryId: ctx.repositoryId,
    at: ctx.now,
    ...actorColumns(ctx.actor),
    action,
    subject: subject ?? null,
    detail,
    requestId: ctx.requestId,
  }
}

/** Adds to the audit trail; pass the transaction's client, so that the deed and its record are kept together. */
export async function recordAudit(
  ctx: Context,
  entry: AuditEntry,
  client: Queryable = ctx.db.pool,
): Promise<void> {
  const row = auditRow(ctx, entry)
  await client.query(
    `INSERT INTO audit_event (repository_id, at, actor_kind, actor_id, actor_name, action, subject, detail, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.repositoryId,
      row.at,
      row.actorKind,
      row.actorId,
      row.actorName,
      row.action,
      row.subject,
      JSON.stringify(row.detail),
      row.requestId,
    ],
  )
}

function actorColumns(actor: Actor): { actorKind: string; actorId: string | null; actorName: string } {
  const { kind } = actor
  if (kind === 'person') return { actorKind: kind, actorId: actor.personId, actorName: actor.login }
  if (kind === 'connector') return { actorKind: kind, actorId: actor.proxyId, actorName: actor.proxyName }
  return { actorKind: kind, actorId: null, actorName: actor.job }
}
