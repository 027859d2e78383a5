import { auditRow } from '@/lib/audit/record-audit'
import type { ConnectorActor, Context } from '@/lib/context'
import type { TokenAnswer } from '@/lib/wire/enrol'
import { hashSecret } from './secret'
import { holdTokens, issueToken, OVERLAP_MS } from './token-rotation'

export type RotateResult =
  | { readonly kind: 'rotated'; readonly answer: TokenAnswer }
  /** It was revoked, or somebody enrolled anew, since it let the request in. */
  | { readonly kind: 'unknown-token' }

/** Gives a connector a new token for its own proxy in exchange for the one that it came with, which counts ten more minutes. */
export async function rotateToken({
  ctx,
  input,
}: {
  ctx: Context<ConnectorActor>
  input: { readonly token: string }
}): Promise<RotateResult> {
  return ctx.db.prisma.$transaction(async (tx): Promise<RotateResult> => {
    const { proxyId, proxyName } = ctx.actor
    await holdTokens(tx, proxyId)
    const where = {
      proxyId,
      tokenHash: hashSecret(input.token),
      revokedAt: null,
      expiresAt: { gt: ctx.now },
    }
    if ((await tx.proxyToken.count({ where })) === 0) return { kind: 'unknown-token' }
    const answer = await issueToken(tx, proxyId, { now: ctx.now, keepMs: OVERLAP_MS })
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'token.rotated', subject: proxyName, detail: {} }),
    })
    return { kind: 'rotated', answer }
  })
}
