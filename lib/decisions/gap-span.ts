import type { PoolClient } from 'pg'

/**
 * The first and the last instant that a row of `log_gap` may concern, in SQL. A time that is not known stands for when the gap was
 * noticed, and two that are told the wrong way round (a clock was set back) still enclose a time: no gap is in no time at all.
 */
export function gapSpan(alias: string): { readonly first: string; readonly last: string } {
  const [from, to] = [`${alias}.from_time`, `${alias}.to_time`].map(
    (time) => `COALESCE(${time}, ${alias}.received_at)`,
  )
  return { first: `LEAST(${from}, ${to})`, last: `GREATEST(${from}, ${to})` }
}

/** Times of a gap, microseconds since the epoch; null where nobody knows. */
export interface GapTimes {
  readonly fromTime: number | null
  readonly toTime: number | null
}

/** The times in their order. `start` is taken for the first when the connector does not know it. */
export function inOrder({ fromTime, toTime }: GapTimes, start: number | null): GapTimes {
  const from = fromTime ?? start
  if (from === null || toTime === null || from <= toTime) return { fromTime: from, toTime }
  // A start behind the last event is that of another process with the same name.
  return fromTime === null ? { fromTime: null, toTime } : { fromTime: toTime, toTime: fromTime }
}

/** When the process behind an event file started by the clock of its host, which times of events are of as well; microseconds since the epoch, null when it did not. */
export async function startOfProcess(
  client: PoolClient,
  { reporterId, nativeId }: { readonly reporterId: string; readonly nativeId: string },
): Promise<number | null> {
  const { rows } = await client.query<{ at: number | null }>(
    `SELECT floor(extract(epoch FROM max(COALESCE(host_started_at, started_at))) * 1e6)::float8 AS at FROM instance WHERE reporter_id = $1 AND native_id = $2`,
    [reporterId, nativeId],
  )
  return rows[0]?.at ?? null
}
