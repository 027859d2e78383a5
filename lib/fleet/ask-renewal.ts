import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { RENEWS_SINCE } from '@/lib/wire/enrol'
import { speaksSince } from '@/lib/wire/terms'
import type { ContactLedger } from './contact-ledger'

export type AskRenewalResult =
  | { readonly kind: 'asked' }
  | { readonly kind: 'forbidden' | 'not-found' }
  /** It cannot be done for this proxy; `detail` says why and what to do. */
  | { readonly kind: 'not-possible'; readonly detail: string }

/**
 * Has a proxy's token replaced while its connector goes on: the answer to its next report tells it to. Nothing is lost on the way, because
 * the old one counts until it was replaced and ten minutes more. For administrators.
 */
export async function askRenewal({
  ctx,
  contacts,
  input,
}: {
  ctx: Context<PersonActor>
  contacts: ContactLedger
  input: { proxy: string }
}): Promise<AskRenewalResult> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  return ctx.db.prisma.$transaction(async (tx) => {
    const where = { repositoryId_name: { repositoryId: ctx.repositoryId, name: input.proxy } }
    const proxy = await tx.proxy.findUnique({ where, include: { contact: true } })
    if (proxy === null) return { kind: 'not-found' }
    const protocol =
      contacts.newest(proxy.id, proxy.contact?.lastSeenAt ?? null)?.protocol ??
      proxy.contact?.protocol ??
      null
    if (protocol !== null && !speaksSince(protocol, RENEWS_SINCE)) {
      const detail = `Its connector speaks protocol ${protocol === '' ? '1.0' : protocol} and cannot be told to renew its token: replace the program by the one that this server offers (protocol 1.${RENEWS_SINCE}), or revoke the token and enrol again.`
      return { kind: 'not-possible', detail }
    }
    const { count } = await tx.proxyToken.updateMany({
      where: { proxyId: proxy.id, revokedAt: null, expiresAt: { gt: ctx.now } },
      data: { renewAskedAt: ctx.now },
    })
    if (count === 0) {
      const detail = 'It has no valid token: enrol it again with a new key.'
      return { kind: 'not-possible', detail }
    }
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'token.renewal-asked', subject: proxy.name, detail: {} }),
    })
    return { kind: 'asked' }
  })
}
