import type { Context } from '@/lib/context'
import type { Mirror } from '@/lib/git/mirror'

/** Where a branch stands, or stood last. */
export interface LastTip {
  /** 40 hex. */
  readonly sha: string
  /** Since when the forge has no such branch; null while it has one. */
  readonly goneSince: Date | null
}

/** A move to nothing tells where it stood; before that is recorded, it stood where the last move led. */
const LAST_SEEN = `SELECT COALESCE(new, old) AS sha, CASE WHEN new IS NULL THEN seen_at ELSE clock_timestamp() END AS "goneSince"
  FROM ref_update WHERE repository_id = $1 AND ref = $2 ORDER BY id DESC LIMIT 1`

/**
 * The commit of a branch (full name) in the mirror. After it went from the forge, where it was seen last: the mirror keeps every commit that
 * was ever seen, and looking must go on. Null for a branch that never was.
 */
export async function lastTip(
  { db, repositoryId }: Pick<Context, 'db' | 'repositoryId'>,
  { objects }: Pick<Mirror, 'objects'>,
  ref: string,
): Promise<LastTip | null> {
  const tip = await objects.resolve(ref)
  if (tip !== null) return { sha: tip, goneSince: null }
  const { rows } = await db.pool.query<{ sha: string; goneSince: Date }>(LAST_SEEN, [repositoryId, ref])
  const [seen] = rows
  const sha = seen === undefined ? null : await objects.resolve(seen.sha)
  return seen === undefined || sha === null ? null : { sha, goneSince: seen.goneSince }
}
