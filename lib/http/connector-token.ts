import type { ConnectorActor } from '@/lib/context'
import { BatchedLookup } from '@/lib/db/batched-lookup'
import type { Database } from '@/lib/db/database'
import { RequestError } from '@/lib/errors'
import { hashSecret } from '@/lib/fleet/secret'

/** The proxy that a request's bearer token belongs to. Throws `unknown-token` or `proxy-retired`. */
export function identifyConnector(database: Database, headers: Headers, now: Date) {
  return identifyToken(database, bearerOf(headers), now)
}

/** The bearer token of a request; undefined without one. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
}

/** The same for a token that was given in another place. */
export async function identifyToken(
  database: Database,
  token: string | undefined,
  now: Date,
): Promise<{ actor: ConnectorActor; repositoryId: string }> {
  const row = token === undefined ? null : await findToken(database, token)
  if (row === null || row.revokedAt !== null || row.expiresAt <= now) {
    throw new RequestError(
      'unknown-token',
      'The token is missing, revoked or expired. Enrol again with a key from the Connect page.',
    )
  }
  if (row.retiredAt !== null) {
    throw new RequestError(
      'proxy-retired',
      'This proxy was retired in Lockstep; enrol it anew to use it again.',
    )
  }
  const { id, name, repositoryId, renew } = row
  const actor = { kind: 'connector' as const, proxyId: id, proxyName: name, renewToken: renew }
  return { actor, repositoryId }
}

interface TokenRow {
  readonly revokedAt: Date | null
  readonly expiresAt: Date
  readonly id: string
  readonly name: string
  readonly repositoryId: string
  readonly retiredAt: Date | null
  readonly renew: boolean
}

const lookups = new WeakMap<Database, BatchedLookup<TokenRow>>()

/** Every request of every connector begins with it. */
function findToken(database: Database, token: string): Promise<TokenRow | null> {
  const lookup = lookups.get(database) ?? new BatchedLookup((hashes) => readTokens(database, hashes))
  lookups.set(database, lookup)
  return lookup.find(Buffer.from(hashSecret(token)).toString('hex'))
}

async function readTokens({ pool }: Database, hashes: readonly string[]): Promise<Map<string, TokenRow>> {
  const { rows } = await pool.query<TokenRow & { hash: string }>({
    name: 'connector-tokens',
    text: `SELECT encode(t.token_hash, 'hex') AS hash, t.revoked_at AS "revokedAt", t.expires_at AS "expiresAt", p.id, p.name,
             p.repository_id AS "repositoryId", p.retired_at AS "retiredAt", t.renew_asked_at IS NOT NULL AS renew
           FROM proxy_token t JOIN proxy p ON p.id = t.proxy_id WHERE t.token_hash = ANY ($1::bytea[])`,
    values: [hashes.map((hash) => Buffer.from(hash, 'hex'))],
  })
  return new Map(rows.map((row) => [row.hash, row]))
}
