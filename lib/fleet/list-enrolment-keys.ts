import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { keyScope, type KeyScope } from './key-scope'

export interface EnrolmentKeyRow {
  readonly id: string
  readonly scope: KeyScope
  readonly usesLeft: number | null
  /** Enrolments that took one. */
  readonly uses: number
  /** Login of who made it; null when that person's row is gone. */
  readonly madeBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  /** `counts` can still enrol. */
  readonly state: 'counts' | 'used-up' | 'expired' | 'revoked'
  readonly enrolled: readonly { readonly proxyName: string; readonly at: Date }[]
}

const MOST_KEYS = 200
const MOST_PROXIES = 20

export type KeyList =
  | {
      readonly kind: 'keys'
      readonly keys: readonly EnrolmentKeyRow[]
      /** Tokens of proxies that count now. */
      readonly tokens: number
    }
  | { readonly kind: 'forbidden' }

/** The newest 200 keys, without their texts, and what each enrolled. For administrators: a scope says where to aim. */
export async function listEnrolmentKeys({ ctx }: { ctx: Context<PersonActor> }): Promise<KeyList> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const { prisma } = ctx.db
  const [rows, tokens] = await Promise.all([
    prisma.enrolmentKey.findMany({
      where: { repositoryId: ctx.repositoryId },
      orderBy: { createdAt: 'desc' },
      take: MOST_KEYS,
      omit: { keyHash: true },
      include: {
        enrolments: {
          include: { proxy: { select: { name: true } } },
          orderBy: { at: 'desc' },
          take: MOST_PROXIES,
        },
        _count: { select: { enrolments: true } },
      },
    }),
    prisma.proxyToken.count({
      where: { revokedAt: null, expiresAt: { gt: ctx.now }, proxy: { repositoryId: ctx.repositoryId } },
    }),
  ])
  const makers = await prisma.person.findMany({
    where: { id: { in: rows.map(({ createdBy }) => createdBy) } },
    select: { id: true, login: true },
  })
  const logins = new Map(makers.map(({ id, login }) => [id, login]))
  const keys = rows.map(({ id, scope, usesLeft, createdAt, expiresAt, revokedAt, ...row }) => ({
    id,
    scope: keyScope.parse(scope),
    usesLeft,
    uses: row._count.enrolments,
    madeBy: logins.get(row.createdBy) ?? null,
    createdAt,
    expiresAt,
    revokedAt,
    state: stateOf({ usesLeft, expiresAt, revokedAt }, ctx.now),
    enrolled: row.enrolments.map(({ proxy, at }) => ({ proxyName: proxy.name, at })),
  }))
  return { kind: 'keys', keys, tokens }
}

function stateOf(
  key: { usesLeft: number | null; expiresAt: Date; revokedAt: Date | null },
  now: Date,
): EnrolmentKeyRow['state'] {
  if (key.revokedAt !== null) return 'revoked'
  if (key.usesLeft === 0) return 'used-up'
  return key.expiresAt <= now ? 'expired' : 'counts'
}
