import type { Context } from '@/lib/context'

/** How much of what a proxy wrote has arrived. Bytes are those of its event files. */
export interface LogAccount {
  readonly files: number
  /** Up to where the files were taken over, without what is known to be missing. */
  readonly readBytes: number
  readonly missingBytes: number
  /** Lines that came again with another content: kept apart, never stored over the first. */
  readonly conflicts: number
  /** Decisions in the log of the last 24 h, counted in whole hours. */
  readonly storedLastDay: number
  /** What is known to be missing, the newest first: the last hundred. */
  readonly gaps: readonly LogGap[]
}

export interface LogGap {
  readonly bytes: number
  /** Of the events around it, where they are known. */
  readonly fromTime: Date | null
  readonly toTime: Date | null
  /** How many events are missing; null where nobody counted them. */
  readonly events: number | null
  readonly reason: string
}

const DAY = 86_400_000

const FILES = `SELECT id, acked_offset FROM event_file
  WHERE reporter_id = (SELECT id FROM proxy WHERE repository_id = $1 AND name = $2)`

const SUMS = `
  WITH f AS (${FILES})
  SELECT (SELECT count(*)::int FROM f) AS files,
    (SELECT coalesce(sum(acked_offset), 0)::float8 FROM f) AS "takenBytes",
    (SELECT coalesce(sum(g.to_offset - g.from_offset), 0)::float8 FROM log_gap g WHERE g.file_id IN (SELECT id FROM f)) AS "missingBytes",
    (SELECT count(*)::int FROM decision_conflict c WHERE c.file_id IN (SELECT id FROM f)) AS conflicts,
    (SELECT coalesce(sum(n), 0)::float8 FROM decision_hour
      WHERE proxy = (SELECT number FROM proxy WHERE repository_id = $1 AND name = $2)
        AND hour >= date_trunc('hour', $3::timestamptz, 'UTC')) AS "storedLastDay"`

const GAPS = `
  SELECT (to_offset - from_offset)::float8 AS bytes, from_time AS "fromTime", to_time AS "toTime", events::int, reason
  FROM log_gap WHERE file_id IN (SELECT id FROM (${FILES}) f) ORDER BY received_at DESC LIMIT 100`

/** Accounts for the event files that the connector of a proxy has ever reported. */
export async function accountLog({
  ctx,
  input,
}: {
  readonly ctx: Context
  /** Name of the proxy. */
  readonly input: { readonly proxy: string }
}): Promise<LogAccount> {
  const of = [ctx.repositoryId, input.proxy]
  const [sums, gaps] = await Promise.all([
    ctx.db.pool.query<Omit<LogAccount, 'readBytes' | 'gaps'> & { takenBytes: number }>(SUMS, [
      ...of,
      new Date(ctx.now.getTime() - DAY),
    ]),
    ctx.db.pool.query<LogGap>(GAPS, of),
  ])
  const { files = 0, takenBytes = 0, missingBytes = 0, conflicts = 0, storedLastDay = 0 } = sums.rows[0] ?? {}
  const readBytes = Math.max(0, takenBytes - missingBytes)
  return { files, readBytes, missingBytes, conflicts, storedLastDay, gaps: gaps.rows }
}
