import type { PoolClient } from 'pg'
import type { Context } from '@/lib/context'
import type { ReviewState } from '../review-state'

/** A pull request as it was seen: by the forge's list, or asked about alone with its checks and reviews. */
export interface SeenChange {
  readonly number: number
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly headSha: string
  readonly openedAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  readonly mergedAt: Date | null
  readonly review?: Pick<ReviewState, 'checks' | 'reviews'>
}

/**
 * One row where it is something else than what was noted last. The list says nothing of checks and reviews: those of the same head stay.
 * When it was opened again the forge does not say: not after its last update. One that was never updated has been open since it was opened.
 * When it ended the forge does say, which may be after the question began.
 */
const NOTE = `INSERT INTO noted_change (repository_id, number, since, seen_at, state, draft, head_sha, checks, reviews)
  SELECT $1, seen.number, greatest(last.since, CASE
      WHEN seen.state = 'merged' THEN coalesce("mergedAt", $3) WHEN seen.state = 'closed' THEN coalesce("closedAt", $3)
      WHEN last.state IS NULL AND "updatedAt" = "openedAt" THEN "openedAt"
      WHEN last.state <> 'open' THEN least($3, "updatedAt") ELSE $3 END),
    $3, seen.state, seen.draft, "headSha", now.checks, now.reviews
  FROM jsonb_to_recordset($2::jsonb) AS seen (number int, state text, draft boolean, "headSha" text, "openedAt" timestamptz,
    "updatedAt" timestamptz, "closedAt" timestamptz, "mergedAt" timestamptz, checks jsonb, reviews jsonb)
  LEFT JOIN LATERAL (SELECT * FROM noted_change WHERE repository_id = $1 AND number = seen.number ORDER BY id DESC LIMIT 1) AS last ON true,
  LATERAL (SELECT coalesce(seen.checks, CASE WHEN last.head_sha = "headSha" THEN last.checks END) AS checks,
    coalesce(seen.reviews, CASE WHEN last.head_sha = "headSha" THEN last.reviews END) AS reviews) AS now
  WHERE last.id IS NULL OR (last.state, last.draft, last.head_sha, last.checks, last.reviews)
    IS DISTINCT FROM (seen.state, seen.draft, "headSha", now.checks, now.reviews)`

/** Notes what pull requests are, append-only, so that the past can be told. `ctx.now` is when the question began. */
export async function noteChanges(
  ctx: Context,
  seen: readonly SeenChange[],
  db: Pick<PoolClient, 'query'> = ctx.db.pool,
): Promise<void> {
  if (seen.length === 0) return
  const rows = seen.map(
    ({ number, state, draft, headSha, openedAt, updatedAt, closedAt, mergedAt, review }) => {
      const times = { openedAt, updatedAt, closedAt, mergedAt }
      return { number, state, draft, headSha, ...times, checks: review?.checks, reviews: review?.reviews }
    },
  )
  await db.query(NOTE, [ctx.repositoryId, JSON.stringify(rows), ctx.now])
}
