import { auditRow } from '@/lib/audit/record-audit'
import type { Context, SystemActor } from '@/lib/context'
import type { Database } from '@/lib/db/database'
import { REPORT_INTERVAL_S } from '@/lib/wire/terms'
import type { EnrolAnswer, EnrolRequest } from '@/lib/wire/enrol'
import { policyPathIn } from './change-proxy-path'
import { keyScope, namesExactly, outsideScope, type KeyScope } from './key-scope'
import type { PolicySource } from './policy-source'
import { hashSecret } from './secret'
import { holdTokens, issueToken } from './token-rotation'

/** The same key and enrolment id return the same proxy for this long. */
const RETRY_MS = 24 * 3_600_000

export type EnrolResult =
  | { readonly kind: 'enrolled'; readonly answer: EnrolAnswer; readonly again: boolean }
  | {
      readonly kind: 'key-unknown' | 'key-scope' | 'name-taken' | 'invalid-input'
      /** What to do next. */
      readonly detail: string
    }

type Transaction = Parameters<Parameters<Database['prisma']['$transaction']>[0]>[0]

interface Wish {
  readonly request: EnrolRequest
  readonly path: string
  readonly environment: string
  readonly labels: Record<string, string>
}

/**
 * Registers a proxy for whoever holds an enrolment key, within the key's scope, and gives out its token. A retry with the same
 * `enrolmentId` finds the proxy that the first try made, even when the key's last use is gone, and rotates the token.
 */
export async function enrolProxy({
  ctx,
  source,
  input,
}: {
  ctx: Context<SystemActor>
  source: PolicySource
  input: EnrolRequest
}): Promise<EnrolResult> {
  const wish = await resolveWish(source, input)
  if (wish === null)
    return {
      kind: 'invalid-input',
      detail: 'The path is no policy: name a .yaml file below the policy root.',
    }
  // Before anything waits or locks: a caller without a key costs one look-up.
  const held = await ctx.db.prisma.enrolmentKey.findUnique({ where: { keyHash: hashSecret(input.key) } })
  if (held === null) return keyUnknown()
  return ctx.db.prisma
    .$transaction(async (tx): Promise<EnrolResult> => {
      // Two tries at once (a timeout, then a retry) are taken one after the other.
      await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${input.enrolmentId}, 0))) AS taken`
      const key = await tx.enrolmentKey.findUnique({ where: { keyHash: hashSecret(input.key) } })
      if (key === null || key.revokedAt !== null || key.repositoryId !== ctx.repositoryId) return keyUnknown()
      const before = await tx.enrolment.findUnique({
        where: { id: input.enrolmentId },
        include: { proxy: true },
      })
      if (before !== null) {
        const same = before.keyId === key.id && ctx.now.getTime() - before.at.getTime() < RETRY_MS
        if (!same || before.proxy.name !== input.name || (await isOver(tx, before))) return keyUnknown()
        return answer(tx, ctx, before.proxy, true)
      }
      const scope = keyScope.parse(key.scope)
      const problems = outsideScope(scope, { ...wish, name: input.name, mode: input.mode })
      if (key.expiresAt <= ctx.now) return keyUnknown()
      if (problems.length > 0) return { kind: 'key-scope', detail: `${problems.join('; ')}.` }
      if (!(await takeUse(tx, key))) return keyUnknown()
      return register(tx, ctx, { wish, scope, keyId: key.id })
    })
    .catch((error: unknown) => undone(error))
}

/** A retry is for an answer that was lost: after the token was revoked, or somebody enrolled anew, it would bring access back. */
async function isOver(tx: Transaction, { proxyId, at }: { proxyId: string; at: Date }): Promise<boolean> {
  const later = await tx.enrolment.count({ where: { proxyId, at: { gt: at } } })
  const revoked = await tx.proxyToken.count({ where: { proxyId, revokedAt: { gte: at } } })
  return later + revoked > 0
}

/** Takes one use of a key that counts its uses; false when none is left. */
async function takeUse(tx: Transaction, key: { id: string; usesLeft: number | null }): Promise<boolean> {
  if (key.usesLeft === null) return true
  const { count } = await tx.enrolmentKey.updateMany({
    where: { id: key.id, usesLeft: { gt: 0 } },
    data: { usesLeft: { decrement: 1 } },
  })
  return count === 1
}

/** A refusal after the key's use was taken must give the use back: it is thrown out of the transaction. */
class NameTaken extends Error {}

function undone(error: unknown): EnrolResult {
  if (!(error instanceof NameTaken)) throw error
  return {
    kind: 'name-taken',
    detail: 'A proxy of this name exists. To enrol it again, use a key that was made for exactly this name.',
  }
}

function keyUnknown(): EnrolResult {
  return {
    kind: 'key-unknown',
    detail: 'The key is unknown, expired, used up or revoked. Make a new one on the Connect page.',
  }
}

async function resolveWish(source: PolicySource, request: EnrolRequest): Promise<Wish | null> {
  const { configuration } = await source.head()
  const path = policyPathIn(request.path, configuration.root)
  if (path === null) return null
  const environment =
    request.environment ?? request.labels.env ?? configuration.environments[0]?.name ?? 'default'
  return { request, path, environment, labels: { ...request.labels, env: environment } }
}

async function register(
  tx: Transaction,
  ctx: Context,
  { wish, scope, keyId }: { wish: Wish; scope: KeyScope; keyId: string },
): Promise<EnrolResult> {
  const { request, path, environment, labels } = wish
  const where = { repositoryId_name: { repositoryId: ctx.repositoryId, name: request.name } }
  const existing = await tx.proxy.findUnique({ where })
  if (existing !== null && !namesExactly(scope, request.name)) throw new NameTaken()
  const { mode, engine, ephemeral, host } = request
  const data = { labels, environment, policyPath: path, mode, engine, ephemeral, hostFacts: host }
  const proxy =
    existing === null
      ? await tx.proxy.create({
          data: { ...data, repositoryId: ctx.repositoryId, name: request.name, createdAt: ctx.now },
        })
      : await tx.proxy.update({ where, data: { ...data, retiredAt: null } })
  if (existing?.policyPath !== path) {
    const changedBy = `enrolment key ${keyId}`
    await tx.proxyPath.create({ data: { proxyId: proxy.id, policyPath: path, since: ctx.now, changedBy } })
  }
  await tx.enrolment.create({ data: { id: request.enrolmentId, keyId, proxyId: proxy.id, at: ctx.now } })
  const action = existing === null ? 'proxy.enrolled' : 'proxy.enrolled-again'
  await tx.auditEvent.create({
    data: auditRow(ctx, { action, subject: proxy.name, detail: { key: keyId, path, mode, engine } }),
  })
  return answer(tx, ctx, proxy, false)
}

async function answer(
  tx: Transaction,
  ctx: Context,
  proxy: { id: string; name: string; policyPath: string; environment: string },
  again: boolean,
): Promise<EnrolResult> {
  await holdTokens(tx, proxy.id)
  // Whoever enrols takes over: tokens given out before end at once.
  const issued = await issueToken(tx, proxy.id, { now: ctx.now, keepMs: 0 })
  const { id: proxyId, name, policyPath: path, environment } = proxy
  return {
    kind: 'enrolled',
    again,
    answer: { proxyId, name, path, environment, ...issued, intervalS: REPORT_INTERVAL_S },
  }
}
