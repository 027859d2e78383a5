import { recordAudit } from '@/lib/audit/record-audit'
import type { Database } from '@/lib/db/database'
import { notify } from '@/lib/events/notify'
import { forgetTokensOf } from './forget-tokens'

/** Records that somebody signed in or out, in their name; their tokens go with their last session. Whether they have a role is not known at that moment. */
export async function recordSession(
  { database, repositoryId }: { readonly database: Database; readonly repositoryId: string },
  action: string,
  session: { readonly id: string; readonly userId: string },
): Promise<void> {
  const person = await database.prisma.person.findUnique({ where: { id: session.userId } })
  if (person === null) return
  const { id: personId, login, name } = person
  const actor = { kind: 'person', personId, sessionId: session.id, login, name, role: 'none' } as const
  const ctx = { actor, db: database, repositoryId, now: new Date(), requestId: session.id }
  await recordAudit(ctx, { action, subject: login, detail: { session: session.id } })
  await forgetTokensOf(database, personId, ctx.now)
  await notify(ctx, 'sessions', [session.id])
}
