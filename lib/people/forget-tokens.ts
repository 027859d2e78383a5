import type { Database } from '@/lib/db/database'

const OF_NOBODY = `
  UPDATE person_account a
  SET access_token = NULL, refresh_token = NULL, access_token_expires_at = NULL, refresh_token_expires_at = NULL
  WHERE (access_token IS NOT NULL OR refresh_token IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM person_session s WHERE s.person_id = a.person_id AND s.expires_at > $1)`

/** Deletes the forge's tokens of a person whose last session has ended: whoever gets at the database cannot act as them. */
export async function forgetTokensOf(
  { pool }: Pick<Database, 'pool'>,
  personId: string,
  now: Date,
): Promise<void> {
  await pool.query(`${OF_NOBODY} AND a.person_id = $2`, [now, personId])
}

/** A sign-in under way has its tokens before it has its session. */
const SIGN_IN_MS = 60_000

/** The same for everybody: a session also ends by its time. */
export async function forgetIdleTokens({ pool }: Pick<Database, 'pool'>, now: Date): Promise<void> {
  await pool.query(`${OF_NOBODY} AND a.updated_at < $2`, [now, new Date(now.getTime() - SIGN_IN_MS)])
}
