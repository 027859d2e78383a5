import { createHash, randomBytes } from 'node:crypto'
import { stampOf, type Core } from '@/forge/core'
import type { TokenRow, TokenScope } from '@/forge/state/credentials'

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** A secret that looks like GitHub's: prefix, underscore, 36 letters and digits. */
export function newSecret(prefix: string): string {
  const letters = randomBytes(60)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
  return `${prefix}_${letters.slice(0, 36)}`
}

export interface NewToken {
  readonly kind: TokenRow['kind']
  readonly accountId: number
  readonly appId?: number
  readonly installationId?: number
  readonly scope?: TokenScope
  readonly pairId?: number
  /** Seconds it lives; left out = for ever. */
  readonly seconds?: number
  readonly at: Date
}

/** Makes a token; the secret is returned once and only its hash is kept. */
export function issueToken(core: Core, input: NewToken): { readonly secret: string; readonly row: TokenRow } {
  const secret = newSecret(input.kind)
  const expiry = input.seconds === undefined ? null : new Date(input.at.getTime() + input.seconds * 1000)
  const row = core.state.tokens.put({
    id: core.state.nextId(),
    hash: hashOf(secret),
    kind: input.kind,
    accountId: input.accountId,
    appId: input.appId ?? null,
    installationId: input.installationId ?? null,
    scope: input.scope ?? null,
    pairId: input.pairId ?? null,
    expiresAt: expiry === null ? null : stampOf(expiry),
    createdAt: stampOf(input.at),
  })
  core.state.save()
  return { secret, row }
}

/** The live token of a secret; an expired one is no token any more. */
export function findToken(core: Core, secret: string, at: Date): TokenRow | null {
  const [row] = core.state.tokensByHash(hashOf(secret))
  if (row === undefined || (row.expiresAt !== null && new Date(row.expiresAt) <= at)) return null
  return row
}

export function revokeTokens(core: Core, ids: readonly number[]): void {
  for (const id of ids) core.state.tokens.delete(id)
  core.state.save()
}
