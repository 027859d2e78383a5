import * as z from 'zod'
import { findToken, revokeTokens } from '@/forge/access/tokens'
import { NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { parseBody } from '@/forge/http/read-body'
import type { Route, Visit } from '@/forge/http/route'
import { notFound } from '@/forge/refusal'
import { presentUser } from '@/forge/shapes/account'
import type { AppRow, TokenRow } from '@/forge/state/credentials'

/** What an OAuth client may do with the tokens it was given; it signs in with its client id and secret. */
export const OAUTH_TOKEN_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/applications/:client/token', handle: check },
  { method: 'DELETE', pattern: '/applications/:client/token', handle: revoke },
  { method: 'DELETE', pattern: '/applications/:client/grant', handle: revokeGrant },
]

function clientOf({ core, params, request }: Visit): AppRow {
  const [, encoded = ''] = (request.headers.authorization ?? '').split(' ')
  const [id, secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const app = core.state.apps.all().find((row) => row.clientId === id && row.clientSecret === secret)
  if (app === undefined || app.clientId !== params.client) throw notFound()
  return app
}

function tokenOf(visit: Visit): { readonly app: AppRow; readonly token: TokenRow } {
  const app = clientOf(visit)
  const { access_token } = parseBody(z.object({ access_token: z.string() }), visit.body)
  const token = findToken(visit.core, access_token, visit.at)
  if (token === null || token.kind !== 'ghu' || token.appId !== app.id) throw notFound()
  return { app, token }
}

function check(visit: Visit): Answer {
  const { app, token } = tokenOf(visit)
  const { core } = visit
  return ok({
    id: token.id,
    url: `${core.origin.url}/api/v3/applications/${app.clientId}/token`,
    scopes: null,
    token: parseBody(z.object({ access_token: z.string() }), visit.body).access_token,
    token_last_eight: null,
    hashed_token: token.hash,
    app: { client_id: app.clientId, name: app.name, url: app.url },
    note: null,
    note_url: null,
    updated_at: token.createdAt,
    created_at: token.createdAt,
    fingerprint: null,
    expires_at: token.expiresAt,
    user: presentUser(core, core.state.accounts.mustGet(token.accountId)),
  })
}

function revoke(visit: Visit): Answer {
  const { token } = tokenOf(visit)
  const pair = visit.core.state.tokens.all().filter(({ pairId }) => pairId === token.pairId)
  revokeTokens(visit.core, [token.id, ...pair.map(({ id }) => id)])
  return NO_CONTENT
}

/** Ends every token that the app has for this person. */
function revokeGrant(visit: Visit): Answer {
  const { app, token } = tokenOf(visit)
  const all = visit.core.state.tokens
    .all()
    .filter((row) => row.appId === app.id && row.accountId === token.accountId && row.kind !== 'ghs')
  revokeTokens(
    visit.core,
    all.map(({ id }) => id),
  )
  return NO_CONTENT
}
