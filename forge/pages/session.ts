import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { findToken, issueToken, revokeTokens } from '@/forge/access/tokens'
import type { Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import type { AccountRow } from '@/forge/state/records'

const SESSION = 'forge_session'
const CSRF = 'forge_csrf'
const SESSION_SECONDS = 30 * 24 * 3600

/** Who looks at a page, and the value its forms must send back. */
export interface Visitor {
  readonly account: AccountRow | null
  readonly csrf: string
  /** Cookies to set with the answer. */
  readonly cookies: readonly string[]
}

/** Reads the forge's own session cookie; gives a new visitor a form token. */
export function visitorOf(core: Core, request: IncomingMessage, at: Date): Visitor {
  const cookies = cookiesOf(request)
  const token = findToken(core, cookies.get(SESSION) ?? '', at)
  const account = token?.kind === 'session' ? (core.state.accounts.get(token.accountId) ?? null) : null
  const known = cookies.get(CSRF)
  if (known !== undefined && known.length >= 32) return { account, csrf: known, cookies: [] }
  const csrf = randomBytes(24).toString('hex')
  return { account, csrf, cookies: [cookie(CSRF, csrf)] }
}

/** 403 unless the form came from one of our pages: the hidden field must equal the cookie. */
export function checkForm(request: IncomingMessage, form: URLSearchParams): void {
  const cookie = cookiesOf(request).get(CSRF)
  if (cookie === undefined || form.get('csrf') !== cookie) {
    throw new Refusal(403, 'The form has expired. Go back, reload the page and try again.')
  }
}

/** Signs an account in on the forge's own pages. */
export function startSession(core: Core, account: AccountRow, at: Date): string {
  const input = { kind: 'session' as const, accountId: account.id, seconds: SESSION_SECONDS, at }
  return cookie(SESSION, issueToken(core, input).secret)
}

export function endSession(core: Core, request: IncomingMessage, at: Date): string {
  const token = findToken(core, cookiesOf(request).get(SESSION) ?? '', at)
  if (token !== null) revokeTokens(core, [token.id])
  return `${SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`
}

function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`
}

function cookiesOf(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}
