import { auditRow } from '@/lib/audit/record-audit'
import type { ConnectorActor, Context } from '@/lib/context'
import type { TokenAnswer } from '@/lib/wire/enrol'
import { issueToken, OVERLAP_MS } from './token-rotation'

/** Gives a connector a new token for its own proxy; the old one counts ten more minutes. */
export async function rotateToken({ ctx }: { ctx: Context<ConnectorActor> }): Promise<TokenAnswer> {
  return ctx.db.prisma.$transaction(async (tx) => {
    const { proxyId, proxyName } = ctx.actor
    const issued = await issueToken(tx, proxyId, { now: ctx.now, keepMs: OVERLAP_MS })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'token.rotated', subject: proxyName, detail: {} }),
    })
    return issued
  })
}
