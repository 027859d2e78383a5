import type { Context } from '@/lib/context'
import type { Database } from '@/lib/db/database'

/** What a verb says about itself in Lockstep's own trail. */
export interface AuditNote {
  /** noun.verb, such as `proxy.retired`. */
  readonly action: string
  readonly subject: string
  readonly detail: NonNullable<Parameters<AuditTable['create']>[0]>['data']['detail']
}

type AuditTable = Database['prisma']['auditEvent']

/** Writes one entry of the trail in the transaction of what it is about. */
export async function recordAudit(
  tx: { readonly auditEvent: Pick<AuditTable, 'create'> },
  ctx: Context,
  note: AuditNote,
): Promise<void> {
  await tx.auditEvent.create({
    data: {
      repositoryId: ctx.repositoryId,
      at: ctx.now,
      requestId: ctx.requestId,
      ...actorColumns(ctx.actor),
      action: note.action,
      subject: note.subject,
      ...(note.detail === undefined ? {} : { detail: note.detail }),
    },
  })
}

function actorColumns(actor: Context['actor']): {
  actorKind: string
  actorId: string | null
  actorName: string
} {
  switch (actor.kind) {
    case 'person':
      return { actorKind: 'person', actorId: actor.personId, actorName: actor.login }
    case 'connector':
      return { actorKind: 'connector', actorId: actor.proxyId, actorName: actor.proxyName }
    default:
      return { actorKind: 'system', actorId: null, actorName: actor.job }
  }
}
