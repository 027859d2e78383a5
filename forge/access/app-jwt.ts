import { createPublicKey, verify } from 'node:crypto'
import type { Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import type { AppRow } from '@/forge/state/credentials'

const MAX_SECONDS = 10 * 60
/** GitHub accepts an `iat` slightly ahead of its own clock. */
const DRIFT_SECONDS = 60

/** Checks an app's RS256 token and returns the app; 401 with GitHub's texts. */
export function appOfJwt(core: Core, token: string, at: Date): AppRow {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = readClaims(payload)
  const app = core.state.apps
    .all()
    .find(({ id, clientId }) => claims.iss === `${id}` || claims.iss === clientId)
  if (readClaims(header).alg !== 'RS256' || app === undefined) throw undecodable()
  const key = createPublicKey(app.publicKey)
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  )
  if (!genuine) throw undecodable()
  const now = at.getTime() / 1000
  const expiry = Number(claims.exp)
  if (!(expiry > now))
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  if (expiry > now + MAX_SECONDS + DRIFT_SECONDS)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
  if (Number(claims.iat) > now + DRIFT_SECONDS)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  return app
}

function readClaims(part: string): Record<string, string> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    const entries = Object.entries(typeof claims === 'object' && claims !== null ? claims : {})
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  } catch {
    return {}
  }
}

function undecodable(): Refusal {
  return new Refusal(401, 'A JSON web token could not be decoded')
}
