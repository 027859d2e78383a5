import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { genericOAuth } from 'better-auth/plugins'
import { z } from 'zod'
import type { Database } from '@/lib/db/database'
import type { Environment } from '@/lib/env'
import { log, maskSecrets } from '@/lib/log'
import { routes } from '@/lib/routes'
import { ensurePerson } from './ensure-person'
import { recordSession } from './record-session'

/** Names the forge in addresses and in stored accounts. */
export const PROVIDER = 'forge'

const WEEK_SECONDS = 7 * 24 * 3600

/** https://docs.github.com/rest/users/users#get-the-authenticated-user */
const profile = z.object({ id: z.number(), login: z.string(), name: z.string().nullish() })

/**
 * Signing in with the forge. The library keeps the OAuth exchange (state, PKCE), sessions and encrypted tokens; it
 * knows the tables of prisma/schema.prisma by their Prisma names. Only its callback is reachable from outside.
 */
export function createAuthenticator(environment: Environment, database: Database, repositoryId: string) {
  const record = (action: string) => (session: { id: string; userId: string }) =>
    recordSession({ database, repositoryId }, action, session)
  const forge = environment.GITHUB_URL.replace(/\/+$/, '')
  const api = environment.GITHUB_API_URL.replace(/\/+$/, '')
  return betterAuth({
    appName: 'Lockstep',
    baseURL: environment.LOCKSTEP_URL,
    basePath: '/api/auth',
    secret: environment.SECRET_KEY,
    database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    // Most of what the library calls an error is a browser that came back too late.
    logger: { log: (_, message) => log().warn({ part: 'sign-in' }, maskSecrets(message)) },
    rateLimit: { enabled: false },
    onAPIError: { errorURL: environment.LOCKSTEP_URL + routes.signin({ problem: 'failed' }) },
    advanced: {
      cookiePrefix: 'lockstep',
      database: { generateId: false },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
    user: {
      modelName: 'person',
      additionalFields: {
        login: { type: 'string', required: true },
        forgeId: { type: 'string', required: true },
      },
    },
    session: { expiresIn: WEEK_SECONDS, updateAge: 24 * 3600 },
    databaseHooks: {
      session: {
        create: { after: record('session.created') },
        delete: { after: record('session.ended') },
      },
    },
    account: {
      encryptOAuthTokens: true,
      updateAccountOnSignIn: true,
      accountLinking: { enabled: false },
    },
    disabledPaths: ['/get-access-token', '/refresh-token', '/account-info', '/update-user', '/delete-user'],
    plugins: [
      genericOAuth({
        config: [
          {
            providerId: PROVIDER,
            clientId: environment.GITHUB_CLIENT_ID,
            clientSecret: environment.GITHUB_CLIENT_SECRET,
            authorizationUrl: `${forge}/login/oauth/authorize`,
            tokenUrl: `${forge}/login/oauth/access_token`,
            scopes: [],
            pkce: true,
            overrideUserInfo: true,
            getUserInfo: async ({ accessToken }) => {
              const person = await readProfile(api, accessToken ?? '')
              if (person !== null) await ensurePerson(database, PROVIDER, { ...person, forgeId: person.id })
              return person
            },
            mapProfileToUser: (raw) => ({ login: String(raw.login), forgeId: String(raw.id) }),
          },
        ],
      }),
    ],
  })
}

export type Authenticator = ReturnType<typeof createAuthenticator>

/** Who the token belongs to. The address is made up: Lockstep writes to nobody, and the library links nobody by it. */
async function readProfile(api: string, accessToken: string) {
  const response = await fetch(`${api}/user`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'lockstep',
    },
    signal: AbortSignal.timeout(15_000),
  })
  if (!response.ok) return null
  const { id, login, name } = profile.parse(await response.json())
  return { id: String(id), login, name: name ?? login, email: `${id}@people.invalid`, emailVerified: false }
}
