import * as z from 'zod'
import type { Context } from '@/lib/context'
import { reviewStateSchema, type ReviewState } from '../review-state'

const storedSchema = reviewStateSchema.pick({ checks: true, reviews: true })

/** What Lockstep saw of a pull request at an instant. */
export interface NotedChange {
  readonly number: number
  readonly state: 'open' | 'closed' | 'merged'
  /** From when on it was so: as the forge says, else when Lockstep saw it. */
  readonly since: Date
  readonly headSha: string
  /** Null while nobody had asked about this head. */
  readonly checks: ReviewState['checks'] | null
  readonly reviews: ReviewState['reviews'] | null
}

interface NotedRow {
  readonly number: number
  readonly state: string
  readonly since: Date
  readonly headSha: string
  readonly checks: unknown
  readonly reviews: unknown
}

/** What was noted last of each pull request by an instant; those of which nothing was noted by then are left out. */
export async function notedAsOf(
  ctx: Context,
  at: Date,
  numbers: readonly number[],
): Promise<Map<number, NotedChange>> {
  const { rows } = await ctx.db.pool.query<NotedRow>(
    `SELECT asked.number, last.state, last.since, last.head_sha AS "headSha", last.checks, last.reviews
     FROM unnest($2::int[]) AS asked (number), LATERAL (
       SELECT state, since, head_sha, checks, reviews FROM noted_change
       WHERE repository_id = $1 AND number = asked.number AND since <= $3 ORDER BY id DESC LIMIT 1) AS last`,
    [ctx.repositoryId, numbers, at],
  )
  return new Map(rows.map((row) => [row.number, read(row)]))
}

function read({ state, checks, reviews, ...row }: NotedRow): NotedChange {
  const stored = storedSchema.safeParse({ checks: checks ?? [], reviews: reviews ?? [] }).data
  return {
    ...row,
    state: state === 'open' || state === 'merged' ? state : 'closed',
    checks: checks === null ? null : (stored?.checks ?? null),
    reviews: reviews === null ? null : (stored?.reviews ?? null),
  }
}

/** Since when it is noted what pull requests are; null before the first look. */
export async function notedSince(ctx: Context): Promise<Date | null> {
  const { rows } = await ctx.db.pool.query<{ first: Date | null }>(
    'SELECT min(seen_at) AS first FROM noted_change WHERE repository_id = $1',
    [ctx.repositoryId],
  )
  return z
    .date()
    .nullable()
    .parse(rows[0]?.first ?? null)
}
