import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { z } from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import type { Environment } from '@/lib/env'
import { processWide } from '@/lib/process-wide'
import { PROVIDER } from './authenticator'

/** A token is renewed when it would end within this time, so that it outlives the request that uses it. */
const MARGIN_MS = 5 * 60_000

/** A token to write with as the person, or why there is none. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  /** The forge took the authorisation back, or it lapsed. */
  | { readonly kind: 'sign-in-again' }
  | { readonly kind: 'unreachable' }

type TokenSettings = Pick<
  Environment,
  'SECRET_KEY' | 'GITHUB_URL' | 'GITHUB_CLIENT_ID' | 'GITHUB_CLIENT_SECRET'
>

interface AccountRow {
  readonly id: string
  readonly access_token: string | null
  readonly refresh_token: string | null
  readonly access_token_expires_at: Date | null
  readonly refresh_token_expires_at: Date | null
}

const COLUMNS = 'id, access_token, refresh_token, access_token_expires_at, refresh_token_expires_at'
const OF_PERSON = `FROM person_account WHERE person_id = $1 AND provider_id = '${PROVIDER}'`

/**
 * The person's own token on the forge. A refresh token works once, so one renewal runs at a time: callers of this
 * process share it, other processes wait for the row's lock and then find the new token.
 */
export async function personToken(ctx: Context<PersonActor>, settings: TokenSettings): Promise<TokenAnswer> {
  const { rows } = await ctx.db.pool.query<AccountRow>(`SELECT ${COLUMNS} ${OF_PERSON}`, [ctx.actor.personId])
  const usable = await usableToken(rows[0], settings, ctx.now)
  if (usable !== null) return usable
  const running = processWide('person-tokens', () => new Map<string, Promise<TokenAnswer>>())
  const { personId } = ctx.actor
  const renewal = running.get(personId) ?? renew(ctx, settings).finally(() => running.delete(personId))
  running.set(personId, renewal)
  return renewal
}

/** Null when the token has to be renewed. */
async function usableToken(
  row: AccountRow | undefined,
  { SECRET_KEY }: TokenSettings,
  now: Date,
): Promise<TokenAnswer | null> {
  if (row?.access_token == null) return { kind: 'sign-in-again' }
  const ends = row.access_token_expires_at
  if (ends !== null && ends.getTime() - now.getTime() < MARGIN_MS) return null
  return { kind: 'token', token: await symmetricDecrypt({ key: SECRET_KEY, data: row.access_token }) }
}

function renew(ctx: Context<PersonActor>, settings: TokenSettings): Promise<TokenAnswer> {
  // It keeps its connection while the forge answers, or does not: neither pages nor jobs must wait for that.
  return ctx.db.lane('renewals').transaction(async (client) => {
    const { rows } = await client.query<AccountRow>(`SELECT ${COLUMNS} ${OF_PERSON} FOR UPDATE`, [
      ctx.actor.personId,
    ])
    const [row] = rows
    const usable = await usableToken(row, settings, ctx.now)
    if (usable !== null) return usable
    if (row?.refresh_token == null) return { kind: 'sign-in-again' }
    const refreshToken = await symmetricDecrypt({ key: settings.SECRET_KEY, data: row.refresh_token })
    const answer = await exchange(settings, refreshToken)
    if (answer.kind !== 'pair') return answer
    const seal = (data: string) => symmetricEncrypt({ key: settings.SECRET_KEY, data })
    await client.query(
      `UPDATE person_account SET access_token = $2, refresh_token = $3, access_token_expires_at = $4,
         refresh_token_expires_at = $5, updated_at = $6 WHERE id = $1`,
      [
        row.id,
        await seal(answer.access_token),
        await seal(answer.refresh_token),
        later(ctx.now, answer.expires_in),
        later(ctx.now, answer.refresh_token_expires_in),
        ctx.now,
      ],
    )
    return { kind: 'token', token: answer.access_token }
  })
}

/** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens */
const pair = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string(),
  refresh_token_expires_in: z.number(),
})

async function exchange(
  settings: TokenSettings,
  refreshToken: string,
): Promise<({ kind: 'pair' } & z.infer<typeof pair>) | Exclude<TokenAnswer, { kind: 'token' }>> {
  let response: Response
  try {
    response = await fetch(`${settings.GITHUB_URL.replace(/\/+$/, '')}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        client_id: settings.GITHUB_CLIENT_ID,
        client_secret: settings.GITHUB_CLIENT_SECRET,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(15_000),
    })
  } catch {
    return { kind: 'unreachable' }
  }
  if (response.status >= 500 || response.status === 429) return { kind: 'unreachable' }
  // A refusal comes with status 200 and `error` instead of the pair.
  const parsed = pair.safeParse(await response.json().catch(() => null))
  return parsed.success ? { kind: 'pair', ...parsed.data } : { kind: 'sign-in-again' }
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000)
}
