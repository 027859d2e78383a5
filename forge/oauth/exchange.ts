import { createHash } from 'node:crypto'
import { findToken, hashOf, issueToken } from '@/forge/access/tokens'
import type { Core } from '@/forge/core'
import type { AppRow } from '@/forge/state/credentials'

const ACCESS_SECONDS = 8 * 3600
/** Six months, as GitHub counts them. */
const REFRESH_SECONDS = 15_897_600

/** GitHub answers both with 200; an error has `error` and a sentence. */
export type TokenAnswer = Readonly<Record<string, string | number>>

/** `POST /login/oauth/access_token`: a code or a refresh token becomes a pair of tokens. */
export function exchange(
  core: Core,
  form: URLSearchParams,
  basic: string | undefined,
  at: Date,
): TokenAnswer {
  const app = clientOf(core, form, basic)
  if (app === null) {
    return failure('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.')
  }
  const kind = form.get('grant_type') ?? 'authorization_code'
  if (kind === 'refresh_token') return refresh(core, app, form.get('refresh_token') ?? '', at)
  if (kind !== 'authorization_code') {
    return failure('unsupported_grant_type', 'The grant_type is not supported.')
  }
  return redeem(core, app, form, at)
}

function clientOf(core: Core, form: URLSearchParams, basic: string | undefined): AppRow | null {
  const encoded = /^basic (.+)$/i.exec(basic ?? '')?.[1] ?? ''
  const [basicId, basicSecret] = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .split(':')
    .map(decodeURIComponent)
  const id = form.get('client_id') ?? basicId
  const secret = form.get('client_secret') ?? basicSecret
  return core.state.apps.all().find((row) => row.clientId === id && row.clientSecret === secret) ?? null
}

function redeem(core: Core, app: AppRow, form: URLSearchParams, at: Date): TokenAnswer {
  const [code] = core.state.codesByHash(hashOf(form.get('code') ?? ''))
  if (code === undefined) return badCode()
  core.state.codes.delete(code.id) // whatever comes of it, a code is shown once
  core.state.save()
  if (code.appId !== app.id || new Date(code.expiresAt) <= at) return badCode()
  const redirectUri = form.get('redirect_uri')
  if (redirectUri !== null && redirectUri !== code.redirectUri) {
    return failure(
      'redirect_uri_mismatch',
      'The redirect_uri MUST match the registered callback URL for this application.',
    )
  }
  const verifier = form.get('code_verifier') ?? ''
  const proof = createHash('sha256').update(verifier).digest('base64url')
  if (code.challenge !== null && proof !== code.challenge) return badCode()
  return issuePair(core, app, code.accountId, at)
}

/** A refresh token works once; using it also ends the access token it came with. */
function refresh(core: Core, app: AppRow, secret: string, at: Date): TokenAnswer {
  const token = findToken(core, secret, at)
  if (token === null || token.kind !== 'ghr' || token.appId !== app.id) {
    return failure('bad_refresh_token', 'The refresh token passed is incorrect or expired.')
  }
  for (const row of core.state.tokens.all()) {
    if (row.pairId !== null && row.pairId === token.pairId) core.state.tokens.delete(row.id)
  }
  return issuePair(core, app, token.accountId, at)
}

function issuePair(core: Core, app: AppRow, accountId: number, at: Date): TokenAnswer {
  const shared = { accountId, appId: app.id, pairId: core.state.nextId(), at }
  const access = issueToken(core, { ...shared, kind: 'ghu', seconds: ACCESS_SECONDS })
  const renewal = issueToken(core, { ...shared, kind: 'ghr', seconds: REFRESH_SECONDS })
  return {
    access_token: access.secret,
    expires_in: ACCESS_SECONDS,
    refresh_token: renewal.secret,
    refresh_token_expires_in: REFRESH_SECONDS,
    token_type: 'bearer',
    scope: '',
  }
}

function badCode(): TokenAnswer {
  return failure('bad_verification_code', 'The code passed is incorrect or expired.')
}

function failure(error: string, description: string): TokenAnswer {
  return {
    error,
    error_description: description,
    error_uri:
      'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
  }
}
