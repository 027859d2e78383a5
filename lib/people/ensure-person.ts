import type { Database } from '@/lib/db/database'

/** A person as the forge tells of them; `email` is made up and unique. */
export interface ForgePerson {
  readonly forgeId: string
  readonly login: string
  readonly name: string
  readonly email: string
}

/**
 * Makes a person and their account at `provider` unless they exist, in whatever order requests come. The sign-in library looks first and
 * writes afterwards, so that of two first sign-ins at once, as from two tabs, one would fail.
 */
export async function ensurePerson(
  { pool }: Pick<Database, 'pool'>,
  provider: string,
  { forgeId, login, name, email }: ForgePerson,
): Promise<void> {
  await pool.query(
    `INSERT INTO person (forge_id, login, name, email, updated_at) VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`,
    [forgeId, login, name, email],
  )
  await pool.query(
    `INSERT INTO person_account (provider_id, account_id, person_id, updated_at)
     SELECT $1, forge_id, id, now() FROM person WHERE forge_id = $2 ON CONFLICT DO NOTHING`,
    [provider, forgeId],
  )
}
