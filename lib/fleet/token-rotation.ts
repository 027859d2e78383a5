import type { Database } from '@/lib/db/database'
import { TOKEN_PREFIX } from '@/lib/wire/enrol'
import { makeSecret } from './secret'

export const TOKEN_MS = 180 * 86_400_000
/** How long a rotated token still counts: requests under way, and an answer that got lost. */
export const OVERLAP_MS = 10 * 60_000

type Tokens = Database['prisma']['proxyToken']
type Transaction = Parameters<Parameters<Database['prisma']['$transaction']>[0]>[0]

/**
 * Lets nobody else give out or end tokens of a proxy until the transaction ends: whoever holds one could rotate it over and over, and
 * the token of a rotation under way would outlive the revocation.
 */
export async function holdTokens(tx: Pick<Transaction, '$queryRaw'>, proxyId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM proxy WHERE id = ${proxyId}::uuid FOR UPDATE`
}

/** Makes a token for a proxy; earlier ones end now (`keepMs` 0) or within `keepMs`. */
export async function issueToken(
  tx: { readonly proxyToken: Pick<Tokens, 'create' | 'updateMany'> },
  proxyId: string,
  { now, keepMs }: { now: Date; keepMs: number },
): Promise<{ token: string; tokenExpiresAt: string }> {
  const ends = new Date(now.getTime() + keepMs)
  await tx.proxyToken.updateMany({
    where: { proxyId, revokedAt: null, expiresAt: { gt: ends } },
    data: { expiresAt: ends },
  })
  const { text, hash } = makeSecret(TOKEN_PREFIX)
  const expiresAt = new Date(now.getTime() + TOKEN_MS)
  await tx.proxyToken.create({ data: { proxyId, tokenHash: hash, createdAt: now, expiresAt } })
  return { token: text, tokenExpiresAt: expiresAt.toISOString() }
}
