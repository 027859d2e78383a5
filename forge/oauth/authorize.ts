import { newSecret, hashOf } from '@/forge/access/tokens'
import { stampOf, type Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import type { AppRow } from '@/forge/state/credentials'
import type { AccountRow } from '@/forge/state/records'

const CODE_MINUTES = 10

/** What an app asks for when it sends a person here. */
export interface AuthorizeRequest {
  readonly app: AppRow
  readonly redirectUri: string
  readonly state: string | null
  /** PKCE, S256 only. */
  readonly challenge: string | null
}

/** Reads the query of `/login/oauth/authorize`; a wrong app or address is refused here, never by redirect. */
export function readAuthorize(core: Core, query: URLSearchParams): AuthorizeRequest {
  const app = core.state.apps.all().find(({ clientId }) => clientId === query.get('client_id'))
  if (app === undefined) throw new Refusal(404, 'There is no app with this client id.')
  const redirectUri = query.get('redirect_uri') ?? app.callbackUrl
  if (!isCallback(app.callbackUrl, redirectUri)) {
    throw new Refusal(
      400,
      'The redirect_uri is not associated with this application. The application is misconfigured.',
    )
  }
  const challenge = query.get('code_challenge')
  if (challenge !== null && (query.get('code_challenge_method') ?? 'plain') !== 'S256') {
    throw new Refusal(400, 'Only the code challenge method S256 is supported.')
  }
  return { app, redirectUri, state: query.get('state'), challenge }
}

/** The callback itself or a path below it; on loopback addresses the port may differ, as on GitHub. */
function isCallback(callback: string, given: string): boolean {
  if (!URL.canParse(callback) || !URL.canParse(given)) return false
  const wanted = new URL(callback)
  const asked = new URL(given)
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(wanted.hostname)
  const sameHost = wanted.hostname === asked.hostname && (loopback || wanted.port === asked.port)
  const below =
    asked.pathname === wanted.pathname || asked.pathname.startsWith(`${wanted.pathname.replace(/\/$/, '')}/`)
  return wanted.protocol === asked.protocol && sameHost && below
}

/** Makes the single-use code and the address to send the person back to. */
export function grant(core: Core, request: AuthorizeRequest, account: AccountRow, at: Date): string {
  const code = newSecret('code').slice('code_'.length, 'code_'.length + 20)
  core.state.codes.put({
    id: core.state.nextId(),
    hash: hashOf(code),
    appId: request.app.id,
    accountId: account.id,
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    expiresAt: stampOf(new Date(at.getTime() + CODE_MINUTES * 60_000)),
  })
  core.state.save()
  const target = new URL(request.redirectUri)
  target.searchParams.set('code', code)
  if (request.state !== null) target.searchParams.set('state', request.state)
  return target.href
}
